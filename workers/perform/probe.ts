import { execFile } from 'node:child_process'
import { z } from 'zod'
import { blame } from './failures.ts'
import { binaries, guard } from './ffmpeg.ts'
import { whenOver } from './limits.ts'
import type { Source } from './source.ts'

export interface Fraction {
  readonly num: number
  readonly den: number
}

export interface VideoFacts {
  readonly index: number
  readonly codec: string
  /** Stored pixels, before rotation and pixel shape. */
  readonly width: number
  readonly height: number
  /** Degrees, 0 to 359, in either direction: only whether the picture lies on its side matters. */
  readonly rotation: number
  /** Width of a pixel by its height. */
  readonly pixelShape: Fraction
  /** Seconds of this stream, where the container says it. */
  readonly seconds: number | undefined
  /** Frames a second over the whole stream. */
  readonly averageRate: Fraction | undefined
  /** The lowest rate that can name every timestamp; far above the average in recordings of variable rate. */
  readonly baseRate: Fraction | undefined
  readonly pixelFormat: string | undefined
  readonly transfer: string | undefined
  readonly interlaced: boolean
}

export interface AudioFacts {
  readonly index: number
  readonly codec: string
  readonly channels: number
  readonly sampleRate: number
}

export interface MediaFacts {
  /** Demuxer names, comma-separated. */
  readonly format: string
  readonly seconds: number | undefined
  readonly video: VideoFacts | undefined
  readonly audio: AudioFacts | undefined
}

const Stream = z.object({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  sample_aspect_ratio: z.string().optional(),
  pix_fmt: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  field_order: z.string().optional(),
  color_transfer: z.string().optional(),
  duration: z.coerce.number().optional(),
  channels: z.number().int().optional(),
  sample_rate: z.coerce.number().optional(),
  disposition: z.object({ default: z.number().optional(), attached_pic: z.number().optional() }).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.object({ rotation: z.coerce.number().optional() })).optional(),
})
type Stream = z.infer<typeof Stream>

const Answer = z.object({
  streams: z.array(Stream).default([]),
  format: z.object({ format_name: z.string(), duration: z.coerce.number().optional() }),
})

const TIMEOUT_MS = 50_000

/**
 * What ffprobe finds in a file somebody uploaded.
 * @throws PermanentFailure media.not_media or media.truncated when the file is to blame, Error when the machine is.
 */
export async function probe(source: Source): Promise<MediaFacts> {
  const { address, signal } = source
  const args = ['-v', 'error', ...guard(address), '-show_streams', '-show_format', '-of', 'json', address]
  const { failed, stdout, stderr } = await new Promise<{ failed: Error | null; stdout: string; stderr: string }>((resolve) => {
    const options = { signal, killSignal: 'SIGKILL', maxBuffer: 16 * 1024 * 1024 } as const
    const child = execFile(binaries().ffprobe, args, options, (failed, stdout, stderr) => {
      stopClock()
      resolve({ failed, stdout, stderr })
    })
    const stopClock = whenOver(TIMEOUT_MS, source.waitedMs, () => child.kill('SIGKILL'))
  })
  signal.throwIfAborted()
  if (failed) throw (await blame(source, stderr)) ?? failed
  return factsOf(Answer.parse(JSON.parse(stdout)))
}

function factsOf({ streams, format }: z.infer<typeof Answer>): MediaFacts {
  // Cover art travels as a video stream of one picture.
  const videos = streams.filter((s) => s.codec_type === 'video' && s.codec_name && s.width && s.height && !s.disposition?.attached_pic)
  const audios = streams.filter((s) => s.codec_type === 'audio' && s.codec_name && s.channels)
  const video = preferred(videos)
  const audio = preferred(audios)
  return {
    format: format.format_name,
    seconds: positive(format.duration),
    video: video && videoFacts(video),
    audio: audio && {
      index: audio.index,
      codec: audio.codec_name ?? '',
      channels: audio.channels ?? 0,
      sampleRate: audio.sample_rate ?? 0,
    },
  }
}

const preferred = (streams: Stream[]) => streams.find((s) => s.disposition?.default) ?? streams[0]

function videoFacts(s: Stream): VideoFacts {
  const turned = s.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? Number(s.tags?.rotate ?? 0)
  return {
    index: s.index,
    codec: s.codec_name ?? '',
    width: s.width ?? 0,
    height: s.height ?? 0,
    rotation: Number.isFinite(turned) ? ((Math.round(turned) % 360) + 360) % 360 : 0,
    pixelShape: fraction(s.sample_aspect_ratio, ':') ?? { num: 1, den: 1 },
    // Matroska keeps a stream's length as a tag.
    seconds: positive(s.duration) ?? clock(s.tags?.DURATION),
    averageRate: fraction(s.avg_frame_rate, '/'),
    baseRate: fraction(s.r_frame_rate, '/'),
    pixelFormat: s.pix_fmt,
    transfer: s.color_transfer,
    interlaced: s.field_order !== undefined && /^(tt|bb|tb|bt)$/.test(s.field_order),
  }
}

const positive = (n: number | undefined) => (n !== undefined && Number.isFinite(n) && n > 0 ? n : undefined)

function fraction(text: string | undefined, by: string): Fraction | undefined {
  const [num, den] = (text ?? '').split(by).map(Number)
  return num && den && num > 0 && den > 0 ? { num, den } : undefined
}

function clock(text: string | undefined): number | undefined {
  const [hours, minutes, seconds] = (text ?? '').split(':').map(Number)
  return hours === undefined || minutes === undefined || seconds === undefined ? undefined : positive(hours * 3600 + minutes * 60 + seconds)
}
