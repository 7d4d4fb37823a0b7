import { PermanentFailure } from '#tenants/jobs/contract.ts'
import { mustBe } from './persistence.ts'

/** A part of a source, as it comes. */
export interface Answer {
  readonly body: ReadableStream<Uint8Array>
  /** Of the whole source. */
  readonly size: number
}

const RANGE = /^bytes (\d+)-\d+\/(\d+)$/

/** Asks for the bytes from `first` to `last`. @throws PermanentFailure media.empty; Refused */
export async function askRange(url: string, first: number, last: number, signal: AbortSignal): Promise<Answer> {
  const answer = await fetch(url, { signal, headers: { range: `bytes=${first}-${last}` } })
  const said = answer.headers.get('content-range') ?? ''
  if (answer.status === 416 && /\/0$/.test(said)) {
    await answer.body?.cancel()
    throw new PermanentFailure('media.empty', 'the source has no bytes')
  }
  mustBe(answer, 'the source', 206)
  const [, from, size] = RANGE.exec(said) ?? []
  if (Number(from) !== first || !answer.body) throw new Error('the source answered another range than asked for')
  return { body: answer.body, size: Number(size) }
}
