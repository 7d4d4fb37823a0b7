import { rmSync, writeFileSync } from 'node:fs'
import fluent from 'fluent-ffmpeg'
import { z } from 'zod'
import { PermanentFailure } from '#tenants/jobs/contract.ts'
import { binaries, guard } from './ffmpeg.ts'
import { boundMemory, type Limits, whenOver } from './limits.ts'
import type { Source } from './source.ts'

// The only module that knows fluent-ffmpeg, which is no longer developed.

export interface FfmpegOutput {
  readonly path: string
  readonly options: readonly string[]
}

export interface FfmpegRun {
  readonly source: Pick<Source, 'address' | 'waitedMs'>
  /** Where ffmpeg stands; relative paths in options are below it. */
  readonly workDir: string
  /** Beside the guard against what somebody uploaded (ffmpeg.ts). */
  readonly inputOptions?: readonly string[]
  readonly filter?: string
  readonly outputs: readonly FfmpegOutput[]
  readonly signal: AbortSignal
  /** Holds the process id while ffmpeg runs, so that a later process can end it if this one dies (stray.ts). */
  readonly pidFile: string
  /** What it may take; beyond it the source is to blame. */
  readonly limits?: Limits
  /** Called about twice a second while ffmpeg works. `seconds` is how far its output reaches, undefined before the first frame. */
  tick?(seconds: number | undefined): void
}

export class FfmpegFailed extends Error {
  override readonly name = 'FfmpegFailed'
  constructor(
    message: string,
    /** The last lines that ffmpeg logged, without its statistics. */
    readonly log: string,
  ) {
    super(log ? `${message}\n${log}` : message)
  }
}

const LOG_LINES = 40

/** The last is pthread_create(3), refused the stack of one more thread. */
const OUT_OF_MEMORY = /Cannot allocate memory|malloc of size \d+ failed|Resource temporarily unavailable/
/** One may be a forged size in a damaged file, which ffmpeg skips. At its limit it complains of every frame, and may go on so for hours. */
const COMPLAINTS = 10

const running = new Set<fluent.FfmpegCommand>()

/** However this process ends short of SIGKILL, it leaves no ffmpeg behind. */
process.on('exit', () => {
  for (const command of running) command.kill('SIGKILL')
})

/**
 * Runs one ffmpeg to its end. Answers the seconds its output reached, as its own statistics say.
 * @throws FfmpegFailed; PermanentFailure media.too_heavy or media.too_slow when it went beyond its limits; the signal's reason
 * when it was aborted. In each case after ffmpeg is gone.
 */
export function runFfmpeg(run: FfmpegRun): Promise<number | undefined> {
  const { signal, pidFile, limits, source } = run
  const { address } = source
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const log: string[] = []
    let reached: number | undefined
    let complaints = 0
    let beyond: PermanentFailure | undefined
    let stopClock = () => {}

    const command = fluent({ stdoutLines: 1, cwd: run.workDir })
      .setFfmpegPath(binaries().ffmpeg)
      .input(address)
      .inputOptions('-hide_banner', '-nostdin', '-loglevel', 'error', '-stats', ...guard(address), ...(run.inputOptions ?? []))
    if (run.filter) command.complexFilter(run.filter)
    for (const output of run.outputs) command.output(output.path).outputOptions(...output.options)

    const kill = () => command.kill('SIGKILL')
    const finish = (settle: () => void) => {
      running.delete(command)
      stopClock()
      signal.removeEventListener('abort', kill)
      rmSync(pidFile, { force: true })
      settle()
    }

    command
      .on('start', () => {
        running.add(command)
        const started = Started.safeParse(command)
        if (started.success) {
          writeFileSync(pidFile, String(started.data.ffmpegProc.pid))
          if (limits) boundMemory(started.data.ffmpegProc.pid, limits.bytes)
        }
        if (limits) {
          stopClock = whenOver(limits.ms, source.waitedMs, () => {
            beyond = new PermanentFailure('media.too_slow', `ffmpeg has not ended after ${Math.round(limits.ms / 1000)} s`)
            kill()
          })
        }
        signal.addEventListener('abort', kill)
        if (signal.aborted) kill()
      })
      // Not fluent's 'progress': listening to it starts an ffprobe on the source, past our input guard.
      .on('stderr', (line) => {
        if (/^(frame|size)=/.test(line)) {
          reached = secondsOf(line) ?? reached
          run.tick?.(reached)
        } else if (line.trim()) {
          if (limits && OUT_OF_MEMORY.test(line)) {
            complaints++
            beyond ??= complaints < COMPLAINTS ? undefined : tooHeavy(limits)
            if (beyond) kill()
          }
          log.push(line)
          if (log.length > LOG_LINES) log.shift()
        }
      })
      .on('error', (error) =>
        finish(() => {
          if (limits && complaints) beyond ??= tooHeavy(limits)
          reject(signal.aborted ? signal.reason : (beyond ?? new FfmpegFailed(error.message.split('\n')[0] ?? '', log.join('\n'))))
        }),
      )
      .on('end', () => finish(() => (signal.aborted ? reject(signal.reason) : resolve(reached))))
      .run()
  })
}

const tooHeavy = ({ bytes }: Limits) => new PermanentFailure('media.too_heavy', `ffmpeg wanted more than ${bytes} bytes of memory`)

/** fluent keeps the child process on the command, outside its published types. */
const Started = z.object({ ffmpegProc: z.object({ pid: z.number().int() }) })

function secondsOf(line: string): number | undefined {
  const mark = /time=(\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(line)
  return mark ? Number(mark[1]) * 3600 + Number(mark[2]) * 60 + Number(mark[3]) : undefined
}
