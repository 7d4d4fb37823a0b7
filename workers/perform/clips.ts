import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PerformContext } from '#tenants/jobs/contract.ts'
import { binaries } from './ffmpeg.ts'

// What the tests beside this file share: small real videos, a place to perform in, and a way to look at what came out.

const run = promisify(execFile)

/** Runs ffmpeg plainly, with its arguments in one string. */
export async function ffmpeg(args: string, ...paths: string[]): Promise<void> {
  await run(binaries().ffmpeg, ['-v', 'error', '-y', ...args.split(' '), ...paths])
}

/** A moving test picture with a tone. `size` as 640x360, `more` are further output options. */
export async function clip(path: string, size: string, seconds: number, more = '', sound = true): Promise<string> {
  const tone = sound ? `-f lavfi -i sine=frequency=440:duration=${seconds}:sample_rate=48000 -c:a aac` : ''
  const picture = `-f lavfi -i testsrc2=size=${size}:rate=30:duration=${seconds}`
  await ffmpeg(`${picture} ${tone} -c:v libx264 -preset ultrafast -pix_fmt yuv420p ${more}`.trim().replace(/\s+/g, ' '), path)
  return path
}

export interface Place {
  readonly root: string
  readonly sink: string
  readonly shares: number[]
  readonly abort: AbortController
  readonly attempt: PerformContext
  remove(): Promise<void>
}

export async function place(onProgress?: (share: number, news: unknown) => void): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'perform %d-'))
  const [workDir, sink] = [join(root, 'work'), join(root, 'sink')]
  await mkdir(workDir)
  const [abort, shares] = [new AbortController(), [] as number[]]
  const progress = (share: number, news?: unknown) => {
    shares.push(share)
    onProgress?.(share, news)
  }
  return {
    ...{ root, sink, shares, abort },
    attempt: { workDir, signal: abort.signal, progress },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

export const inputOf = (path: string, sink: string) => ({
  source: { kind: 'file' as const, path },
  sink: { kind: 'directory' as const, path: sink },
})

/** What ffprobe says of a file or a playlist, as it prints it: one value a line. */
export async function look(path: string, entries: string, ...more: string[]): Promise<string[]> {
  const args = ['-v', 'error', ...more, '-show_entries', entries, '-of', 'default=noprint_wrappers=1:nokey=1', path]
  const { stdout } = await run(binaries().ffprobe, args)
  return stdout.trim().split(/\s+/).filter(Boolean)
}

/** Seconds at which the keyframes of a playlist or segment stand, from the first one on. */
export async function keyframes(path: string): Promise<number[]> {
  const times = await look(path, 'frame=pts_time', '-select_streams', 'v', '-skip_frame', 'nokey')
  return times.map((time) => Number((Number(time) - Number(times[0])).toFixed(2)))
}

/** Ids of live processes whose command line mentions `text`. */
export const processesNaming = async (text: string) => naming(text, await listed(['-e']))

/** The same among those that this process has started; ps fails where there is none. */
export const childrenNaming = async (text: string) => naming(text, await listed(['--ppid', `${process.pid}`]).catch(() => ''))

async function listed(which: readonly string[]): Promise<string> {
  const { stdout } = await run('ps', [...which, '-o', 'pid=,stat=,command=', '-ww'], { maxBuffer: 16 * 1024 * 1024 })
  return stdout
}

const naming = (text: string, list: string) =>
  list
    .split('\n')
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number(line.trim().split(/\s+/)[0]))
