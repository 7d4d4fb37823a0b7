import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openAiSpeech } from '#integrations/speech/openai.ts'
import { newId } from '#lib/ids.ts'
import { captionsById, captionsOf, cuesOf } from '#tenants/captions/find.ts'
import { takeAudio, transcribe } from '#tenants/captions/jobs.ts'
import { askForSpeech, speechStanding, takeAudioHandler, transcribeHandler } from '#tenants/captions/speech.ts'
import { attemptName, claim, failAttempt, settle, tidyUp } from '#tenants/jobs/lifecycle.ts'
import { retryJob } from '#tenants/jobs/manage-job.ts'
import { assets } from '#tenants/media/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { FakeSpeech } from '#tests/fakes/speech/server.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { ffmpeg, place } from './perform/clips.ts'
import { cutsAt, performTakeAudio } from './perform/take-audio.ts'
import { transcribeBy } from './transcribe.ts'

let folder: string
let service: FakeSpeech
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'captions-'))
  service = await FakeSpeech.start()
})
afterAll(async () => {
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

const NEVER = new AbortController().signal
const nobody = () => undefined

/** A film with a tone where somebody would speak. */
async function film(name: string, sound: string): Promise<string> {
  const path = join(folder, name)
  await ffmpeg(
    `-f lavfi -i color=size=64x36:rate=5:duration=6 ${sound} -c:v libx264 -preset ultrafast -pix_fmt yuv420p`.replace(/ +/g, ' '),
    path,
  )
  return path
}
const tone = (between: string) => `-f lavfi -i sine=frequency=440:duration=6,volume=${between}:eval=frame -c:a aac`

async function school(path: string) {
  const { tenant, actor } = await oneSchool()
  const id = newId('asset')
  const sourceKey = `assets/${id}/source`
  await tenant.files.put(sourceKey, await readFile(path))
  await tenant.transact((tx) =>
    tx
      .insert(assets)
      .values({ id, kind: 'video', state: 'ready', name: 'film', size: 1, sourceKey, createdBy: actor, createdAt: 1, readyAt: 1 })
      .run(),
  )
  const here = await place()
  onTestFinished(() => here.remove())
  return { tenant, actor, id, here }
}

/** Does what the dispatcher does with the next attempt, or says why it failed. */
async function takeSound(tenant: Tenant, attempt: Awaited<ReturnType<typeof place>>['attempt']): Promise<string | undefined> {
  const job = await claim(tenant, [takeAudio.name])
  const input = takeAudio.input.parse(await takeAudioHandler.prepare(tenant, job!.payload, attemptName(job!)))
  try {
    await settle(tenant, takeAudioHandler, job!, await performTakeAudio(input, attempt))
  } catch (error) {
    const code = (error as { code: string }).code
    await failAttempt(tenant, takeAudioHandler, job!, { permanent: true, code, detail: '' })
    return code
  }
  return undefined
}

async function writeDown(tenant: Tenant): Promise<unknown> {
  const job = await claim(tenant, [transcribe.name])
  const input = await transcribeHandler.prepare(tenant, job!.payload, attemptName(job!))
  const output = await transcribeBy(openAiSpeech(service.options))(input, NEVER, nobody)
  await settle(tenant, transcribeHandler, job!, output)
  return output
}

test('what is said in a film becomes a draft in the language that was heard, with the film’s own times, and never more than a draft', async () => {
  const { tenant, actor, id, here } = await school(await film('spoken.mp4', tone("'between(t,2,4)'")))
  await askForSpeech(tenant, actor, { assetId: id, language: null })
  await expect(askForSpeech(tenant, actor, { assetId: id, language: null })).rejects.toMatchObject({ code: 'captions.speech_underway' })
  expect(await takeSound(tenant, here.attempt)).toBeUndefined()
  expect(tenant.read((db) => speechStanding(db, id))?.state).toBe('waiting')
  await writeDown(tenant)
  const [draft, ...others] = tenant.read((db) => captionsOf(db, id, { drafts: true }))
  expect(draft).toMatchObject({ state: 'draft', origin: 'speech', language: 'de', madeBy: actor })
  expect(others).toEqual([])
  expect(tenant.read((db) => cuesOf(captionsById(db, id, draft!.id)))).toEqual([
    { start: 2_000, end: 3_000, text: 'Second 2.' },
    { start: 3_000, end: 4_000, text: 'Second 3.' },
  ])
  expect(tenant.read((db) => captionsOf(db, id, { drafts: false }))).toEqual([])
  // The sound is for nobody any more.
  await tidyUp(tenant, new Map([[transcribe.name, transcribeHandler]]))
  const left: string[] = []
  for await (const object of tenant.files.list(`assets/${id}/`)) left.push(object.key)
  expect(left).toEqual([`assets/${id}/source`])
})

test('a film without sound, or in which nobody speaks, says so', async () => {
  const silent = await school(await film('no-sound.mp4', ''))
  await askForSpeech(silent.tenant, silent.actor, { assetId: silent.id, language: 'en' })
  expect(await takeSound(silent.tenant, silent.here.attempt)).toBe('speech.no_sound')
  expect(silent.tenant.read((db) => speechStanding(db, silent.id))).toEqual({ state: 'failed', reason: 'speech.no_sound' })
  const quiet = await school(await film('quiet.mp4', tone('0')))
  await askForSpeech(quiet.tenant, quiet.actor, { assetId: quiet.id, language: 'en' })
  expect(await takeSound(quiet.tenant, quiet.here.attempt)).toBeUndefined()
  await expect(writeDown(quiet.tenant)).rejects.toMatchObject({ code: 'speech.nothing' })
})

test('without a service the job ends with the reason, and a film that is not prepared cannot be asked for', async () => {
  await expect(transcribeBy(undefined)({}, NEVER, nobody)).rejects.toMatchObject({ code: 'speech.unset' })
  const { tenant, actor, id } = await school(await film('unready.mp4', ''))
  await tenant.transact((tx) => tx.update(assets).set({ state: 'processing' }).run())
  await expect(askForSpeech(tenant, actor, { assetId: id, language: null })).rejects.toMatchObject({ code: 'captions.speech_not_ready' })
})

test('times of later pieces are put behind the earlier ones', async () => {
  const here = await place()
  onTestFinished(() => here.remove())
  const spoken = await film('one.mp4', tone("'between(t,2,4)'"))
  const { pieces } = await performTakeAudio(
    { source: { kind: 'file', path: spoken }, sink: { kind: 'directory', path: here.sink } },
    here.attempt,
  )
  const source = { kind: 'file' as const, path: join(here.sink, pieces[0]!.name) }
  const input = {
    language: 'en',
    pieces: [
      { source, from: 0 },
      { source, from: 600 },
    ],
  }
  const told: number[] = []
  const { segments } = transcribe.output.parse(await transcribeBy(openAiSpeech(service.options))(input, NEVER, (share) => told.push(share)))
  expect(told.sort()).toEqual([0.5, 1])
  expect(segments.map(({ start }) => start)).toEqual([2, 3, 602, 603])
})

test('a long film is cut in its pauses, and somebody who never pauses every ten minutes', () => {
  expect(cutsAt([], 500)).toEqual([0])
  expect(cutsAt([100, 430, 590, 700], 1_000)).toEqual([0, 590])
  expect(cutsAt([100, 590, 1_100, 1_180], 1_900)).toEqual([0, 590, 1_180, 1_780])
  expect(cutsAt([], 1_300)).toEqual([0, 600, 1_200])
})

test('one that was given up is asked for anew, where the sound is taken anew too', async () => {
  const { tenant, actor, id, here } = await school(await film('given-up.mp4', tone("'between(t,2,4)'")))
  await askForSpeech(tenant, actor, { assetId: id, language: 'en' })
  expect(await takeSound(tenant, here.attempt)).toBeUndefined()
  const job = await claim(tenant, [transcribe.name])
  await failAttempt(tenant, transcribeHandler, job!, { permanent: true, code: 'speech.quota', detail: '' })
  const handlers = new Map([[transcribe.name, transcribeHandler]])
  await expect(retryJob(tenant, handlers, actor, job!.id)).rejects.toMatchObject({ code: 'captions.speech_ask_again' })
  await askForSpeech(tenant, actor, { assetId: id, language: 'en' })
  const elsewhere = await place()
  onTestFinished(() => elsewhere.remove())
  expect(await takeSound(tenant, elsewhere.attempt)).toBeUndefined()
  await writeDown(tenant)
  expect(tenant.read((db) => captionsOf(db, id, { drafts: true }))).toHaveLength(1)
})
