import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { promisify } from 'node:util'
import { binaries } from '#workers/perform/ffmpeg.ts'
import { benchCache } from './reference.ts'
import { say } from './report.ts'

const run = promisify(execFile)

export const FILM_SECONDS = 60

/** A minute of 1080p30 with a tone: something moves everywhere, and there is noise as a camera's, so that x264 has work to do. Made once. */
export async function benchFilm(): Promise<string> {
  const file = benchCache(`film-1080p30-${FILM_SECONDS}s.mp4`)
  if (existsSync(file)) return file
  say(`making ${file}, once`)
  await mkdir(benchCache(), { recursive: true })
  const unfinished = benchCache(`.${process.pid}-film.mp4`)
  await run(binaries().ffmpeg, [
    ...[
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=1920x1080:rate=30',
      '-f',
      'lavfi',
      '-i',
      'sine=frequency=330:sample_rate=48000',
    ],
    ...['-t', String(FILM_SECONDS), '-vf', 'noise=alls=10:allf=t:all_seed=7,format=yuv420p'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '10M', '-maxrate', '12M', '-bufsize', '20M', '-g', '60'],
    ...['-c:a', 'aac', '-b:a', '160k', '-movflags', '+faststart', unfinished],
  ])
  await rename(unfinished, file)
  return file
}
