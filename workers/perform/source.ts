import { join, resolve } from 'node:path'
import type { PerformContext } from '#tenants/jobs/contract.ts'
import type { ObjectSource } from '#tenants/media/jobs.ts'
import { Arrival } from './arrival.ts'
import { headOf, sizeOfSource } from './failures.ts'
import { serveArrival } from './loopback.ts'

/** What ffmpeg reads a film from. */
export interface Source {
  /** For ffmpeg and ffprobe: a path, or an address of this machine while not all of it is there. */
  readonly address: string
  /** The first bytes: `length` of them, or as many as it has. */
  head(length: number): Promise<Buffer>
  /** Nobody waits for the first picture any more: what is elsewhere may come as fast as it can. */
  hurry(): void
  /** Milliseconds in which ffmpeg waited for it to arrive, so far. */
  waitedMs(): number
  /** Aborted with the attempt, and once the source cannot be had, with the reason. */
  readonly signal: AbortSignal
  close(): Promise<void>
}

/** A film on this machine. @throws PermanentFailure media.empty; ENOENT as it is, for the object may yet come back */
export async function localSource(path: string, signal: AbortSignal): Promise<Source> {
  await sizeOfSource(path)
  return {
    address: path,
    head: (length) => headOf(path, length),
    hurry: () => undefined,
    waitedMs: () => 0,
    signal,
    close: async () => undefined,
  }
}

/**
 * A film wherever it is. What is elsewhere is read while it arrives.
 * @param onBytes is called whenever some of it came: on a slow line that is the attempt's only sign of life
 * @throws PermanentFailure media.empty; Refused; DiskFull
 */
export async function openSource(source: ObjectSource, { workDir, signal }: PerformContext, onBytes: () => void): Promise<Source> {
  if (source.kind === 'file') return localSource(resolve(source.path), signal)
  const file = await Arrival.begin(source.url, join(workDir, 'source'), signal, onBytes)
  const loopback = await serveArrival(file).catch(async (error: unknown) => {
    await file.close()
    throw error
  })
  return {
    get address() {
      return file.isWhole ? file.path : loopback.address
    },
    head: (length) => file.head(length),
    hurry: () => file.hurry(),
    waitedMs: () => file.waitedMs,
    signal: file.signal,
    async close() {
      await loopback.close()
      await file.close()
    },
  }
}

/** The path of a source on this machine, for what can do nothing before it has all of it. What is elsewhere is fetched first. */
export async function sourceFile(source: ObjectSource, { workDir, signal, progress }: PerformContext): Promise<string> {
  if (source.kind === 'file') return resolve(source.path)
  const file = await Arrival.begin(source.url, join(workDir, 'source'), signal, () => progress(0))
  await file.whole()
  return file.path
}
