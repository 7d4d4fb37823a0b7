import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FakeSpeech } from '#tests/fakes/speech/server.ts'
import { openAiSpeech } from './openai.ts'
import { MOST_BYTES } from './speech.ts'

const run = promisify(execFile)
let service: FakeSpeech
let audio: Buffer
let waits: number[]
beforeAll(async () => {
  service = await FakeSpeech.start()
  // A tone in the second and third of four seconds.
  const filter = "sine=frequency=440:duration=4,volume='between(t,1,3)':eval=frame"
  const args = ['-v', 'error', '-f', 'lavfi', '-i', filter, '-ar', '16000', '-b:a', '32k', '-f', 'mp3', '-']
  audio = (await run('ffmpeg', args, { encoding: 'buffer' })).stdout
})
afterAll(() => service.close())
beforeEach(() => {
  waits = []
  service.asked.length = 0
})

const hear = (bytes: Uint8Array = audio, language?: string, options = service.options) =>
  openAiSpeech(options, { pause: async (ms) => void waits.push(ms) }).transcribe(bytes, { language }, new AbortController().signal)

test('what is said comes back with its times, and the language the service heard', async () => {
  const { language, segments } = await hear()
  expect(language).toBe('german')
  expect(segments).toEqual([
    { start: 1, end: 2, text: ' Second 1.' },
    { start: 2, end: 3, text: ' Second 2.' },
  ])
  expect(service.asked).toEqual([{ model: 'whisper-1', language: null, bytes: audio.length }])
})

test('a language is asked for without its country', async () => {
  await hear(audio, 'pt-BR')
  expect(service.asked[0]?.language).toBe('pt')
})

test('a service that is busy is asked again, after as long as it says', async () => {
  service.trouble({ status: 429, retryAfter: 7 }, { status: 503 })
  expect((await hear()).segments).toHaveLength(2)
  expect(waits).toEqual([7_000, 4_000])
})

test('one that stays away is given up for now', async () => {
  service.trouble(...Array.from({ length: 5 }, () => ({ status: 500 })))
  await expect(hear()).rejects.toMatchObject({ name: 'SpeechAway' })
  await expect(hear(audio, undefined, { ...service.options, url: 'http://127.0.0.1:1/v1' })).rejects.toMatchObject({ name: 'SpeechAway' })
})

test('what another try cannot mend is said at once: a wrong key, no budget left, no sound', async () => {
  await expect(hear(audio, undefined, { ...service.options, key: 'sk-wrong' })).rejects.toMatchObject({ code: 'speech.key' })
  service.trouble({ status: 429, code: 'insufficient_quota' })
  await expect(hear()).rejects.toMatchObject({ code: 'speech.quota' })
  await expect(hear(Buffer.from('no sound at all'))).rejects.toMatchObject({ code: 'speech.not_taken' })
  expect(waits).toEqual([])
  const before = service.asked.length
  await expect(hear(Buffer.alloc(MOST_BYTES + 1))).rejects.toMatchObject({ code: 'speech.not_taken' })
  expect(service.asked).toHaveLength(before)
})

test('who gives up waiting is not kept', async () => {
  const stop = new AbortController()
  stop.abort(new Error('cancelled'))
  await expect(openAiSpeech(service.options).transcribe(audio, { language: undefined }, stop.signal)).rejects.toThrow('cancelled')
})
