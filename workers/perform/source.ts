import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { absent } from '#lib/errno.ts'
import { type PerformContext, PermanentFailure } from '#tenants/jobs/contract.ts'
import type { ObjectSource } from '#tenants/media/jobs.ts'
import { Arrival } from './arrival.ts'
import { headOf, sizeOfSource } from './failures.ts'
import { serveArrival } from './loopback.ts'
import { mustBe, persist, Refused } from './persistence.ts'
import { refuseFullDisk } from './publish.ts'

/** What ffmpeg reads a film from. */
export interface Source {
  /** For ffmpeg and ffprobe: a path, or an address of this machine while not all of it is there. */
  readonly address: string
  /** The first bytes: `length` of them, or as many as it has. */
  head(length: number): Promise<Buffer>
  /** Milliseconds in which ffmpeg waited for it to arrive, so far. */
  waitedMs(): number
  /** Aborted with the attempt, and once the source cannot be had, with the reason. */
  readonly signal: AbortSignal
  close(): Promise<void>
}

/** A film on this machine. @throws PermanentFailure media.empty; ENOENT as it is, for the object may yet come back */
export async function localSource(path: string, signal: AbortSignal): Promise<Source> {
  await sizeOfSource(path)
  return { address: path, head: (length) => headOf(path, length), waitedMs: () => 0, signal, close: async () => undefined }
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
    waitedMs: () => file.waitedMs,
    signal: file.signal,
    async close() {
      await loopback.close()
      await file.close()
    },
  }
}

/** The path of the source on this machine, for what can read nothing before it has all. What is elsewhere is fetched first, going on where a cut line left it. */
export async function sourceFile(source: ObjectSource, { workDir, signal, progress }: PerformContext): Promise<string> {
  if (source.kind === 'file') return resolve(source.path)
  const path = join(workDir, 'source')
  const { url } = source
  await persist(
    (further) =>
      fetchRest(url, path, signal, () => {
        further()
        progress(0)
      }),
    { signal },
  )
  return path
}

const RANGE = /^bytes (\d+)-\d+\/(\d+)$/

async function fetchRest(url: string, path: string, signal: AbortSignal, onBytes: () => void): Promise<void> {
  const have = (await stat(path).catch(absent))?.size ?? 0
  const answer = await fetch(url, { signal, headers: { range: `bytes=${have}-` } })
  if (answer.status === 416) {
    const size = Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1])
    await answer.body?.cancel()
    if (size === 0) throw new PermanentFailure('media.empty', 'the source has no bytes')
    if (size === have) return
    throw new Refused(answer.status, 'the source')
  }
  mustBe(answer, 'the source', 206)
  const [, from, whole] = RANGE.exec(answer.headers.get('content-range') ?? '') ?? []
  if (Number(from) !== have || !answer.body) throw new Error('the source answered another range than asked for')
  await refuseFullDisk(join(path, '..'), Number(whole) - have)
  await pipeline(chunks(answer.body, onBytes), createWriteStream(path, { flags: 'a' }), { signal })
  const { size } = await stat(path)
  if (size !== Number(whole)) throw new Error(`the source has ${whole} bytes and ${size} came`)
}

async function* chunks(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    onBytes()
    yield read.value
  }
}
