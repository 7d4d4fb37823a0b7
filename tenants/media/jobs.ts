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

export const Rendition = z.object({
  name: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  /** Peak bits a second, as HLS means BANDWIDTH. */
  bandwidth: z.number().int(),
  /** RFC 6381, for the master playlist's CODECS. */
  codecs: z.string(),
  segments: z.number().int(),
  bytes: z.number().int(),
})

/**
 * Makes the HLS ladder of one video: `master.m3u8`, `<rung>/index.m3u8`, `<rung>/00000.ts` …, `poster.jpg`,
 * written under the sink, each segment as soon as it is closed, the master playlist last.
 * Failure codes: media.empty, media.not_media, media.no_video, media.truncated, media.too_long, media.too_large,
 * media.too_heavy, media.too_slow.
 * `width` and `height` are the upright source in square pixels; `bytes` counts playlists and poster too.
 */
export const encodeVideo = defineJob({
  name: 'media.encode_video',
  payload: z.object({ assetId: z.string() }),
  input: z.object({ source: ObjectSource, sink: ObjectSink }),
  output: z.object({
    seconds: z.number(),
    width: z.number().int(),
    height: z.number().int(),
    hasAudio: z.boolean(),
    renditions: z.array(Rendition).min(1),
    bytes: z.number().int(),
  }),
  weight: 'heavy',
  attempts: 4,
  silenceMs: 60_000,
})

export const ImageVariant = z.object({ name: z.string(), width: z.number().int(), height: z.number().int(), bytes: z.number().int() })

/**
 * Makes the web sizes of one picture as `<width>.webp` under the sink: upright, without metadata, never larger than the source.
 * Failure codes: media.empty, media.not_image, media.image_too_large.
 */
export const resizeImage = defineJob({
  name: 'media.resize_image',
  payload: z.object({ assetId: z.string() }),
  input: z.object({ source: ObjectSource, sink: ObjectSink, widths: z.array(z.number().int().positive()).min(1) }),
  output: z.object({ width: z.number().int(), height: z.number().int(), variants: z.array(ImageVariant).min(1) }),
  weight: 'light',
  attempts: 3,
  silenceMs: 30_000,
})
