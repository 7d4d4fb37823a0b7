import { z } from 'zod'
import { defineJob } from '#tenants/jobs/contract.ts'

/** Where perform reads an object from: a file of this machine, or a URL that answers ranges. */
export const ObjectSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string() }),
  z.object({ kind: z.literal('url'), url: z.url() }),
])
export type ObjectSource = z.infer<typeof ObjectSource>
/** Where it leaves what it makes: a folder of this machine, or the broker's address, which answers links (attempt-objects.ts). */
export const ObjectSink = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('directory'), path: z.string() }),
  z.object({ kind: z.literal('broker'), url: z.url() }),
])
export type ObjectSink = z.infer<typeof ObjectSink>

/** An input whose places are not files of whoever performs it. */
export const Elsewhere = z.looseObject({
  source: z.looseObject({ kind: z.literal('url') }),
  sink: z.looseObject({ kind: z.literal('broker') }),
})

/** What ffmpeg can make, and a screen can show: an output may come from a worker that is not ours any more. */
const Pixels = z.number().int().min(1).max(32_768)
/** A day. */
const LONGEST_S = 86_400
const Count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

export const Rendition = z.object({
  name: z.string().regex(/^\d{2,4}p$/),
  width: Pixels,
  height: Pixels,
  /** Peak bits a second, as HLS means BANDWIDTH. */
  bandwidth: Count,
  /** RFC 6381, for the master playlist's CODECS. */
  codecs: z.string().max(100),
  segments: Count,
  bytes: Count,
})

/** How much of a video can be watched while the rest is being made. Seconds; `seconds` is what the source says of its length. */
export const EncodeNews = z.object({
  seconds: z.number().positive().max(LONGEST_S),
  width: Pixels,
  height: Pixels,
  until: z.number().positive().max(LONGEST_S),
})

export const EncodeInput = z.object({ source: ObjectSource, sink: ObjectSink, key: z.hex().length(32).optional() })

/** `width` and `height` are the upright source in square pixels; `bytes` counts playlists, poster and storyboard too. */
export const EncodedVideo = z.object({
  seconds: z.number().positive().max(LONGEST_S),
  width: Pixels,
  height: Pixels,
  hasAudio: z.boolean(),
  renditions: z.array(Rendition).min(1).max(12),
  bytes: Count,
  /** Small pictures of the whole film came out too; a worker of an older build makes none. */
  storyboard: z.boolean().optional(),
  /** The ladder of whoever performed it (`LADDER_PRINT`); a worker of an older build does not say. */
  ladder: z.string().max(200).optional(),
})
export type EncodedVideo = z.infer<typeof EncodedVideo>

/**
 * Makes the HLS ladder of one video: `master.m3u8`, `<rung>/index.m3u8`, `<rung>/00000.ts` …, `<rung>/iframes.m3u8`, `poster.jpg`,
 * `storyboard.vtt` and its sheets `storyboard-0.jpg` …, written under the sink, each segment as soon as it is closed. Playlists grow with them and are whole at the end; the master playlist is
 * there once each rung has a segment, and measured at the end.
 * Failure codes: media.empty, media.not_media, media.no_video, media.truncated, media.too_long, media.too_large,
 * media.too_heavy, media.too_slow.
 * With a `key` (16 bytes, hex) the segments are encrypted by AES-128, and their playlists say that the key is at `../key`; there are no
 * `iframes.m3u8` then.
 */
export const encodeVideo = defineJob({
  name: 'media.encode_video',
  payload: z.object({ assetId: z.string() }),
  input: EncodeInput,
  output: EncodedVideo,
  news: EncodeNews,
  weight: 'heavy',
  attempts: 4,
  silenceMs: 60_000,
})

/**
 * The same of a video that students watch already: what there is stays until this is done, and after a failure. It never goes before
 * what somebody waits for, so it tells nothing on its way.
 */
export const encodeAgain = defineJob({
  name: 'media.encode_again',
  payload: encodeVideo.payload,
  input: encodeVideo.input,
  output: EncodedVideo,
  weight: 'heavy',
  yields: true,
  attempts: 4,
  silenceMs: 60_000,
})

export const ImageVariant = z.object({ name: z.string().regex(/^\d{1,5}\.webp$/), width: Pixels, height: Pixels, bytes: Count })

/**
 * Makes the web sizes of one picture as `<width>.webp` under the sink: upright, without metadata, never larger than the source.
 * Failure codes: media.empty, media.not_image, media.image_too_large.
 */
export const resizeImage = defineJob({
  name: 'media.resize_image',
  payload: z.object({ assetId: z.string() }),
  input: z.object({ source: ObjectSource, sink: ObjectSink, widths: z.array(z.number().int().positive()).min(1) }),
  output: z.object({ width: Pixels, height: Pixels, variants: z.array(ImageVariant).min(1) }),
  weight: 'light',
  attempts: 3,
  silenceMs: 30_000,
})
