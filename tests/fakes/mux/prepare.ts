import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const SEGMENT_SECONDS = 4
/** A thread and the quickest preset: it shows that a film plays, not how well. */
const QUICK = ['-preset', 'ultrafast', '-crf', '34', '-threads', '1']

export interface Rung {
  readonly name: string
  readonly width: number
  readonly height: number
}

export interface Prepared {
  readonly seconds: number
  /** Undefined: it is sound alone. */
  readonly picture: { readonly width: number; readonly height: number; readonly rate: number } | undefined
  readonly sound: boolean
  readonly rungs: readonly Rung[]
}

export class NotMedia extends Error {}

const Probed = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      avg_frame_rate: z.string().optional(),
      disposition: z.object({ attached_pic: z.number() }).partial().optional(),
    }),
  ),
  format: z.object({ duration: z.coerce.number().optional(), format_name: z.string() }),
})

/** Makes `<folder>/<rung>.m3u8` and its segments. @throws NotMedia */
export async function prepare(source: string, folder: string): Promise<Prepared> {
  const { streams, format } = await probe(source)
  const video = streams.find((one) => one.codec_type === 'video' && !one.disposition?.attached_pic)
  const sound = streams.some((one) => one.codec_type === 'audio')
  const { width, height } = video ?? {}
  if ((!video && !sound) || !format.duration) throw new NotMedia()
  const picture = width && height ? { width, height, rate: rateOf(video?.avg_frame_rate) } : undefined
  const rungs = picture ? ladder(picture) : [{ name: 'audio', width: 0, height: 0 }]
  await mkdir(folder, { recursive: true })
  const outputs = rungs.flatMap((rung) => [
    ...(rung.height ? ['-map', '0:V:0', '-vf', `scale=${rung.width}:${rung.height}`, '-c:v', 'libx264', ...QUICK] : []),
    ...(rung.height ? ['-pix_fmt', 'yuv420p', '-force_key_frames', `expr:gte(t,n_forced*${SEGMENT_SECONDS})`] : []),
    ...(sound ? ['-map', '0:a:0', '-c:a', 'aac', '-b:a', '64k', '-ac', '2'] : []),
    ...['-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_playlist_type', 'vod'],
    ...['-hls_segment_filename', join(folder, `${rung.name}-%d.ts`), join(folder, `${rung.name}.m3u8`)],
  ])
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', source, ...outputs]).catch(() => {
    throw new NotMedia()
  })
  return { seconds: format.duration, picture, sound, rungs }
}

async function probe(source: string): Promise<z.infer<typeof Probed>> {
  const args = ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', source]
  const { stdout } = await run('ffprobe', args).catch(() => {
    throw new NotMedia()
  })
  const found = Probed.parse(JSON.parse(stdout))
  // ffmpeg makes a film of any text; Mux does not.
  if (/^(tty|ansi|.*_pipe|srt|webvtt|ass)$/.test(found.format.format_name)) throw new NotMedia()
  return found
}

function ladder({ width, height }: { width: number; height: number }): Rung[] {
  const heights = height > 240 ? [Math.min(height, 480), 240] : [height]
  return heights.map((wanted) => {
    const fits = Math.max(2, 2 * Math.round(wanted / 2))
    return { name: `${fits}p`, width: Math.max(2, 2 * Math.round((width * fits) / height / 2)), height: fits }
  })
}

function rateOf(text = '0/1'): number {
  const [frames = 0, seconds = 1] = text.split('/').map(Number)
  return seconds ? Math.round((frames / seconds) * 1_000) / 1_000 : -1
}

/** One picture of the film. */
export async function picture(source: string, at: number, width: number | undefined): Promise<Buffer> {
  const size = width ? ['-vf', `scale=${width}:-2`] : []
  return jpeg(['-ss', String(at), '-i', source, '-frames:v', '1', ...size])
}

/** As Mux lays it out for films under a quarter of an hour: fifty tiles (mux.com/docs/guides/create-timeline-hover-previews). */
export const TILES = { columns: 5, rows: 10, width: 128, height: 72 } as const

export function storyboard(source: string, seconds: number): Promise<Buffer> {
  const { columns, rows, width, height } = TILES
  const filter = `fps=${(columns * rows) / seconds},scale=${width}:${height},tile=${columns}x${rows}`
  return jpeg(['-i', source, '-vf', filter, '-frames:v', '1'])
}

async function jpeg(args: readonly string[]): Promise<Buffer> {
  const all = ['-v', 'error', '-nostdin', ...args, '-f', 'image2pipe', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-']
  return (await run('ffmpeg', all, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })).stdout
}
