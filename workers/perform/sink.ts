import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inParallel } from '#lib/in-parallel.ts'
import { Granted, type SignedPut, type WantedObject } from '#tenants/media/attempt-objects.ts'
import type { ObjectSink } from '#tenants/media/jobs.ts'
import { mustBe, persist } from './persistence.ts'
import { publishFile } from './publish.ts'

export interface FinishedFile {
  readonly path: string
  /** Of the object, below the attempt's prefix. */
  readonly name: string
}

/** Where an attempt leaves what it has finished. */
export interface Sink {
  /** Moves finished files out of the work folder, in any order; all are there when it resolves. Answers the bytes of each, in the order given. */
  publish(files: readonly FinishedFile[]): Promise<number[]>
}

/** `further` is called for each object that arrived: on a slow line that is the attempt's only sign of life. */
export function sinkOf(sink: ObjectSink, signal: AbortSignal, further: () => void): Sink {
  return sink.kind === 'directory' ? directorySink(resolve(sink.path)) : brokerSink(sink.url, signal, further)
}

function directorySink(folder: string): Sink {
  return {
    async publish(files) {
      const sizes = []
      for (const { path, name } of files) sizes.push(await publishFile(path, join(folder, name)))
      return sizes
    },
  }
}

/** So many bodies are in memory, and on the line, at the same time. */
const AT_ONCE = 4
/** Few enough that the last link is used while it is good, on a bad line too. */
const BATCH = 16
/** What one object may take on a bad line. */
const ANSWER_MS = 60_000

/** Buys links in batches and PUTs each object with its checksum. */
function brokerSink(url: string, signal: AbortSignal, further: () => void): Sink {
  const inTime = () => AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])

  async function buy(objects: readonly WantedObject[]): Promise<Granted['objects']> {
    const body = JSON.stringify({ objects })
    const { objects: granted } = await persist(
      async () => {
        const answer = await fetch(url, { method: 'POST', signal: inTime(), headers: { 'content-type': 'application/json' }, body })
        return Granted.parse(await mustBe(answer, 'the broker').json())
      },
      { signal },
    )
    if (granted.length !== objects.length) throw new Error(`${objects.length} links were asked for and ${granted.length} came`)
    return granted
  }

  async function put({ path, name }: FinishedFile, to: SignedPut): Promise<void> {
    const body = await readFile(path)
    await persist(
      async () => {
        const answer = await fetch(to.url, { method: 'PUT', signal: inTime(), headers: to.headers, body })
        await mustBe(answer, name).arrayBuffer()
      },
      { signal },
    )
    await rm(path)
    further()
  }

  return {
    async publish(files) {
      const wanted: WantedObject[] = []
      for (const { path, name } of files) {
        const body = await readFile(path)
        wanted.push({ name, size: body.length, sha256: createHash('sha256').update(body).digest('base64') })
      }
      for (let at = 0; at < files.length; at += BATCH) {
        const batch = files.slice(at, at + BATCH)
        const links = await buy(wanted.slice(at, at + BATCH))
        await inParallel(AT_ONCE, batch.entries(), async ([nth, file]) => {
          const link = links[nth]
          if (link) await put(file, link)
        })
      }
      return wanted.map(({ size }) => size)
    },
  }
}
