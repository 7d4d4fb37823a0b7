import { readFile } from 'node:fs/promises'
import { type Speech, SpeechRefused } from '#integrations/speech/speech.ts'
import { inParallel } from '#lib/in-parallel.ts'
import { transcribe } from '#tenants/captions/jobs.ts'
import { PermanentFailure } from '#tenants/jobs/contract.ts'
import type { ObjectSource } from '#tenants/media/jobs.ts'
import type { PerformHere } from './here.ts'

/** Pieces that are heard at the same time: services limit what one asks in a minute. */
const AT_ONCE = 2
const FETCH_MS = 60_000

/** Performs `captions.transcribe`. Without a service it says so: somebody has turned it off since it was asked for. */
export const transcribeBy =
  (speech: Speech | undefined): PerformHere =>
  async (input, signal, progress) => {
    if (!speech) throw new PermanentFailure('speech.unset', 'no speech service is set up')
    const { pieces, language } = transcribe.input.parse(input)
    const heard = new Map<number, Awaited<ReturnType<Speech['transcribe']>>>()
    try {
      await inParallel(AT_ONCE, pieces.entries(), async ([nth, { source }]) => {
        heard.set(nth, await speech.transcribe(await bytesOf(source, signal), { language: language ?? undefined }, signal))
        progress(heard.size / pieces.length)
      })
    } catch (error) {
      throw error instanceof SpeechRefused ? new PermanentFailure(error.code, error.message) : error
    }
    const segments = pieces.flatMap(({ from }, nth) =>
      (heard.get(nth)?.segments ?? []).map(({ start, end, text }) => ({ start: from + start, end: from + end, text })),
    )
    if (!segments.some(({ text }) => text.trim())) throw new PermanentFailure('speech.nothing', 'nobody was heard to speak')
    return { language: heard.get(0)?.language ?? null, segments }
  }

async function bytesOf(source: ObjectSource, signal: AbortSignal): Promise<Uint8Array> {
  if (source.kind === 'file') return readFile(source.path, { signal })
  const answer = await fetch(source.url, { signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]) })
  if (!answer.ok) throw new Error(`a piece of the sound was answered with ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
