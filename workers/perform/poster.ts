import { statSync } from 'node:fs'
import { type FfmpegOutput, type FfmpegRun, runFfmpeg } from './command.ts'
import type { VideoPlan } from './plan.ts'
import type { Source } from './source.ts'

/** JPEG is full range by BT.601, whatever the video was. */
export const asJpeg = ({ width, height }: { readonly width: number; readonly height: number }) =>
  `scale=${width}:${height}:out_color_matrix=bt601:out_range=full,setsar=1,format=yuvj420p`

/**
 * The branch of the encoder's graph that chooses the poster: two frames a second of a window at a tenth of the length, the black
 * ones dropped, the most typical of the rest. A handful of frames, so it costs the encode next to nothing.
 */
export function posterBranch(input: string, output: string, { poster }: VideoPlan): string {
  const steps = [
    `trim=start=${poster.from.toFixed(3)}:end=${poster.to.toFixed(3)}`,
    // By the clock, for the source's frames need not be evenly spaced.
    "select='isnan(prev_selected_t)+gte(t-prev_selected_t,0.499)'",
    'blackframe=amount=0',
    'metadata=mode=select:key=lavfi.blackframe.pblack:value=90:function=less',
    'thumbnail=n=20',
    asJpeg(poster),
    'setpts=PTS-STARTPTS',
  ]
  return `[${input}]${steps.join(',')}[${output}]`
}

export const posterOutput = (label: string, path: string): FfmpegOutput => ({ path, options: ['-map', `[${label}]`, ...JPEG] })

const JPEG = ['-an', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '3', '-f', 'mjpeg']

/** ffmpeg leaves an empty file where no frame came. */
export const hasPoster = (path: string) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0

/** A dark or very short video gave the branch nothing: then the frame at a tenth of the length, or the very first, as it is. */
export async function posterWithoutChoice(
  source: Source,
  videoIndex: number,
  plan: VideoPlan,
  path: string,
  run: Pick<FfmpegRun, 'workDir' | 'signal' | 'pidFile' | 'limits' | 'tick'>,
): Promise<void> {
  for (const from of [plan.poster.from, 0]) {
    await runFfmpeg({
      ...run,
      source,
      inputOptions: ['-ss', from.toFixed(3)],
      outputs: [{ path, options: ['-map', `0:${videoIndex}`, '-vf', asJpeg(plan.poster), ...JPEG] }],
    })
    if (hasPoster(path)) return
  }
}
