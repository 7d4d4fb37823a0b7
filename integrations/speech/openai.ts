import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { SpeechEnv } from '#lib/env.ts'
import { type Heard, MOST_BYTES, type Speech, SpeechAway, SpeechRefused } from './speech.ts'

// https://platform.openai.com/docs/api-reference/audio/createTranscription, which many servers of open models speak too.

const Answer = z.object({
  language: z.string().max(60).optional(),
  segments: z.array(z.object({ start: z.number().min(0), end: z.number().min(0), text: z.string() })).max(20_000),
})
const Trouble = z.object({ error: z.object({ code: z.string().nullish(), type: z.string().nullish(), message: z.string().nullish() }) })

/** One piece of ten minutes takes a minute there; a server of one's own may take longer than the piece. */
const PATIENCE_MS = 15 * 60_000
const TRIES = 5
const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 60_000

export interface Waiting {
  /** How a wait between two tries passes; tests let it pass at once. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

const sleep = async (ms: number, signal: AbortSignal) => void (await wait(ms, undefined, { signal }))

/** Any server with OpenAI's transcription endpoint. */
export function openAiSpeech({ url, key, model }: SpeechEnv, { pause = sleep }: Waiting = {}): Speech {
  const endpoint = `${url}/audio/transcriptions`

  async function ask(audio: Uint8Array, language: string | undefined, signal: AbortSignal): Promise<Response> {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(audio)], { type: 'audio/mpeg' }), 'speech.mp3')
    form.set('model', model)
    form.set('response_format', 'verbose_json')
    form.append('timestamp_granularities[]', 'segment')
    // ISO 639-1: without the country.
    if (language) form.set('language', language.split('-')[0] ?? language)
    return fetch(endpoint, {
      method: 'POST',
      body: form,
      headers: key ? { Authorization: `Bearer ${key}` } : {},
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    })
  }

  return {
    async transcribe(audio, { language }, signal): Promise<Heard> {
      if (audio.length > MOST_BYTES) throw new SpeechRefused('speech.not_taken', `${audio.length} bytes are more than it takes`)
      for (let tried = 1; ; tried++) {
        let later: { why: string; ms?: number | undefined }
        try {
          const answer = await ask(audio, language, signal)
          if (answer.ok) return await heardIn(answer)
          later = { why: await refusalIn(answer), ms: retryAfter(answer) }
        } catch (error) {
          signal.throwIfAborted()
          if (error instanceof SpeechRefused || error instanceof SpeechAway) throw error
          later = { why: error instanceof Error ? error.message : String(error) }
        }
        if (tried === TRIES) throw new SpeechAway(`the speech service did not answer after ${TRIES} tries: ${later.why}`)
        await pause(Math.min(LONGEST_WAIT_MS, later.ms ?? FIRST_WAIT_MS * 2 ** (tried - 1)), signal)
      }
    },
  }
}

async function heardIn(answer: Response): Promise<Heard> {
  const read = Answer.safeParse(await answer.json().catch(() => undefined))
  if (!read.success)
    throw new SpeechRefused('speech.not_taken', 'it answered in another shape than verbose_json: the model may know no times')
  return { language: read.data.language, segments: read.data.segments }
}

/** Answers why it may be tried again. @throws SpeechRefused when another try is of no use */
async function refusalIn(answer: Response): Promise<string> {
  const { error } = Trouble.safeParse(await answer.json().catch(() => undefined)).data ?? { error: {} }
  const said = `${answer.status} ${error.code ?? error.type ?? ''} ${error.message ?? ''}`.trim()
  if (answer.status === 401 || answer.status === 403) throw new SpeechRefused('speech.key', said)
  // A limit of requests passes; money that is spent does not come back by itself.
  if (answer.status === 429 && (error.code === 'insufficient_quota' || error.type === 'insufficient_quota'))
    throw new SpeechRefused('speech.quota', said)
  if (answer.status === 408 || answer.status === 409 || answer.status === 429 || answer.status >= 500) return said
  throw new SpeechRefused('speech.not_taken', said)
}

function retryAfter(answer: Response): number | undefined {
  const seconds = Number(answer.headers.get('Retry-After') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined
}
