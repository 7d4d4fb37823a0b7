import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { absent } from '#lib/errno.ts'
import { type PerformContext, PermanentFailure } from '#tenants/jobs/contract.ts'
import type { ObjectSource } from '#tenants/media/jobs.ts'
import { mustBe, persist, Refused } from './persistence.ts'
import { refuseFullDisk } from './publish.ts'

/**
 * The path of the source on this machine. What is elsewhere is fetched first, going on where a cut line left it: ffmpeg takes a cut
 * line for the end of the film, and may then open no address at all.
 */
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
