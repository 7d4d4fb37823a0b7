import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** What one ffmpeg may take of this machine, whatever the file somebody uploaded asks for. */
export interface Limits {
  /** Bytes of memory it may write to. */
  readonly bytes: number
  /** Wall clock. */
  readonly ms: number
}

const GIB = 1024 ** 3
const MINUTE_MS = 60_000

/**
 * A 4K source of ten bits with tone mapping takes 1.3 GiB on two cores (measured); each core more brings threads to the decoder
 * and the four encoders, with their stacks and pictures.
 */
export const memoryLimit = (cores = availableParallelism()): number => 3 * GIB + cores * (GIB / 8)

/** For work on `seconds` of video. An honest 4K source on one slow core takes ten times its length; a quarter of an hour is for the short ones. */
export const timeLimit = (seconds: number): number => 15 * MINUTE_MS + seconds * 30 * 1000

/**
 * Bounds the memory of a process that has just begun, where the system can (prlimit is util-linux). RLIMIT_DATA and not the address
 * space: allocators reserve many times what they use. What goes beyond gets "Cannot allocate memory", as on a full machine.
 */
export function boundMemory(pid: number, bytes: number): void {
  if (process.platform !== 'linux') return
  execFile('prlimit', ['--pid', String(pid), `--data=${Math.round(bytes)}`], () => {
    // Not there, or the process has ended: the limit of time holds without it.
  })
}

/**
 * Calls `over` once `ms` have gone by in which nobody waited for a source that arrives slowly. Answers how to stop it.
 * @param waitedMs milliseconds of waiting so far, of all there ever were
 */
export function whenOver(ms: number, waitedMs: () => number, over: () => void): () => void {
  let counted = waitedMs()
  let timer: NodeJS.Timeout
  const wind = (left: number) => {
    timer = setTimeout(() => {
      const waited = waitedMs() - counted
      counted += waited
      if (waited < 1) over()
      else wind(waited)
    }, left)
  }
  wind(ms)
  return () => clearTimeout(timer)
}
