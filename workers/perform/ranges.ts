import { PermanentFailure } from '#tenants/jobs/contract.ts'
import { mustBe } from './persistence.ts'

/** A part of a source, as it comes. */
export interface Answer {
  readonly body: ReadableStream<Uint8Array>
  /** Of the whole source. */
  readonly size: number
  /** What the store calls these bytes; another name is another source. */
  readonly etag: string | undefined
}

const RANGE = /^bytes (\d+)-\d+\/(\d+)$/

/**
 * Asks for the bytes from `first` to `last`.
 * @param silentMs so long nothing at all is answered before the line counts as dead
 * @throws PermanentFailure media.empty, asked from the beginning; Refused
 */
export async function askRange(url: string, first: number, last: number, signal: AbortSignal, silentMs: number): Promise<Answer> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Silent()), silentMs)
  const answer = await fetch(url, {
    signal: AbortSignal.any([signal, late.signal]),
    headers: { range: `bytes=${first}-${last}` },
  }).finally(() => clearTimeout(timer))
  try {
    const said = answer.headers.get('content-range') ?? ''
    const [, from, size] = RANGE.exec(said) ?? []
    // In the middle of a source that has bytes it is the store's mistake.
    const isEmpty = (answer.status === 416 && /\/0$/.test(said)) || Number(size) === 0
    if (first === 0 && isEmpty) throw new PermanentFailure('media.empty', 'the source has no bytes')
    mustBe(answer, 'the source', 206)
    if (Number(from) !== first || !answer.body) throw new Error('the source answered another range than asked for')
    return { body: answer.body, size: Number(size), etag: answer.headers.get('etag') ?? undefined }
  } catch (error) {
    // Its line is not to be kept for it.
    await answer.body?.cancel().catch(() => undefined)
    throw error
  }
}

/** A line that says nothing any more, and is not cut. */
export class Silent extends Error {
  override readonly name = 'Silent'
}

/** @throws Silent when it takes longer */
export async function within<T>(ms: number, waited: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Silent()), ms)
  })
  try {
    return await Promise.race([waited, late])
  } finally {
    clearTimeout(timer)
  }
}
