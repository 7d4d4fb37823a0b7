import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, onTestFinished, test, vi } from 'vitest'
import { urls } from '#app/urls.ts'
import { newId } from '#lib/ids.ts'
import { captionsOf } from '#tenants/captions/find.ts'
import { speechStanding } from '#tenants/captions/speech.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { sessions } from '#tenants/registry/schema.ts'
import { FakeSpeech } from '#tests/fakes/speech/server.ts'
import { aFilm, anOwner, aSchool, DEVICE, openSchools } from '#tests/setup/kit.ts'
import { TestServer } from '#tests/setup/server.ts'

async function aFilmToHear() {
  const dataDir = await mkdtemp(join(tmpdir(), 'lectern-speech-'))
  const schools = openSchools(dataDir)
  onTestFinished(async () => {
    schools.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  const owner = await anOwner(schools)
  const { tenant } = await aSchool(schools, 'madder', owner)
  const cookie = `lectern-staff=${await schools.registry.transact((tx) => startSession(tx, sessions, owner.id, DEVICE))}`
  const course = await createCourse(tenant, owner.id, {
    ...{ title: 'Dyeing', outcome: '', price: 0, currency: 'USD' },
    sections: [{ title: 'One', lessons: ['The vat'] }],
  })
  const [lesson] = tenant.read((db) => lessonsInOrder(db, course.id))
  const film = newId('asset')
  const sourceKey = `assets/${film}/source`
  await tenant.files.put(sourceKey, await readFile(await aFilm(dataDir, { seconds: 3, size: '64x36' })))
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ id: film, kind: 'video', state: 'ready', name: 'film', size: 1, sourceKey, createdBy: owner.id, createdAt: 1 })
      .run()
    tx.update(lessons).set({ assetId: film }).where(eq(lessons.id, lesson!.id)).run()
  })
  return { dataDir, tenant, cookie, film, page: urls.dashboard.captions('madder', course.id, lesson!.id) }
}

test('the button makes captions from what the film says; without a service there is no button, and its form is refused', async () => {
  const { dataDir, tenant, cookie, film, page } = await aFilmToHear()
  const without = await TestServer.start({ dataDir })
  expect((await without.ask(without.platform, page, { cookie })).text).not.toContain('Make captions from speech')
  const refused = await without.ask(without.platform, page, { cookie, form: { intent: 'speech', language: '' } })
  expect([refused.status, tenant.read((db) => speechStanding(db, film))]).toEqual([409, undefined])
  await without.end()

  const service = await FakeSpeech.start()
  onTestFinished(() => service.close())
  const server = await TestServer.start({ dataDir, env: service.env })
  onTestFinished(async () => void (await server.end()))
  expect((await server.ask(server.platform, page, { cookie })).text).toContain('Make captions from speech')
  expect((await server.ask(server.platform, page, { cookie, form: { intent: 'speech', language: 'de' } })).status).toBe(302)
  const draft = await vi.waitFor(
    () => tenant.read((db) => captionsOf(db, film, { drafts: true }))[0] ?? Promise.reject(new Error('not yet')),
    {
      timeout: 60_000,
      interval: 200,
    },
  )
  expect(draft).toMatchObject({ language: 'de', origin: 'speech', state: 'draft', cues: 3 })
  expect((await server.ask(server.platform, page, { cookie })).text).toContain('read it before you publish')
}, 120_000)
