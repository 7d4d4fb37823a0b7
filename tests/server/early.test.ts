import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { courses } from '#tenants/courses/schema.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { assets } from '#tenants/media/schema.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { addStudent } from '#tenants/people/students.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aFilm, aPublishedCourse, aSchool, DEVICE, openSchools } from '#tests/setup/kit.ts'
import { TestServer, until } from '#tests/setup/server.ts'

let folder: string
let server: TestServer
let schools: Schools
let tenant: Tenant
let film: string
let ines: { id: string; cookie: string }
let sam: { id: string; cookie: string }
let lesson: { id: string; course: string }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-early-'))
  server = await TestServer.start()
  schools = openSchools(server.dataDir, server.port)
  const made = await aSchool(schools, 'madder')
  tenant = made.tenant
  const file = await aFilm(folder, { seconds: 90, size: '640x360' })
  ;({ id: film } = await importFile(tenant, made.owner.id, file, 'video'))
  const published = await aPublishedCourse(tenant, made.owner.id, { assetId: film })
  const { id, slug } = tenant.read((db) => db.select().from(courses).get()) ?? { id: '', slug: '' }
  lesson = { id: published.lessons[1]?.id ?? '', course: slug }
  ines = await student('ines')
  sam = await student('sam')
  await tenant.transact((tx) => grant(tx, ines.id, id, { source: 'staff', actor: made.owner.id }, Date.now()))
})
afterAll(async () => {
  schools.close()
  await server.remove()
  await rm(folder, { recursive: true })
})

const student = (name: string) =>
  tenant.transact((tx) => {
    const { id } = addStudent(tx, { email: `${name}@student.test`, name, passwordHash: 'x' }, Date.now())
    return { id, cookie: `lectern-student=${startSession(tx, studentSessions, id, DEVICE)}` }
  })

const asset = () => tenant.read((db) => db.select().from(assets).where(eq(assets.id, film)).get())
const page = (who = ines) => server.ask(server.host('madder'), urls.school.lesson(lesson.course, lesson.id), { cookie: who.cookie })
const linkTo = (attempt: string, who = ines) =>
  mediaToken(tenant, { a: film, o: attempt, l: lesson.id, c: lesson.course, s: who.id, as: 'student' })
const media = (token: string, object: string, who = ines) =>
  server.ask(server.host('madder'), urls.school.media(token, object), { cookie: who.cookie })
/** The attempt that can be watched while it is at work. */
const early = (but = '') =>
  until('something can be watched', () => {
    const now = asset()
    if (now?.state === 'ready') throw new Error('it was made before anybody could look')
    return now?.earlyAttempt !== but && (now?.earlyAttempt ?? undefined)
  })

test('what is made of a film is watched while the rest is made, after a crash from another beginning, and by the same link to its end', async () => {
  const first = await early()
  const link = linkTo(first)
  expect((await page()).text).toContain('Ready to watch up to')
  const master = await media(link, 'master.m3u8')
  expect([master.status, master.headers['cache-control']]).toEqual([200, 'private, no-store'])
  for (const [rung] of master.text.matchAll(/\d+p(?=\/index\.m3u8)/g)) {
    const playlist = await media(link, `${rung}/index.m3u8`)
    expect([playlist.text.includes('EVENT'), playlist.text.includes('ENDLIST')]).toEqual([true, false])
    const segment = await media(link, `${rung}/00000.ts`)
    expect([segment.status, segment.body.length % 188]).toEqual([200, 0])
  }
  // Who may not watch the film may not watch its beginning.
  expect((await media(linkTo(first, sam), 'master.m3u8', sam)).status).toBe(403)
  expect((await media(link, 'master.m3u8', sam)).status).toBe(403)

  await server.end('SIGKILL')
  await server.boot()
  const second = await early(first)
  expect((await media(link, '360p/00000.ts')).status).toBe(410)
  const again = linkTo(second)
  expect((await media(again, '360p/00000.ts')).status).toBe(200)

  await until('the film is ready', () => asset()?.state === 'ready')
  const whole = await media(again, '360p/index.m3u8')
  expect([whole.status, whole.headers['cache-control'], /VOD[\s\S]*ENDLIST/.test(whole.text)]).toEqual([200, 'private, no-cache', true])
  expect((await page()).text).not.toContain('Ready to watch up to')
  expect(asset()?.earlyAttempt).toBeNull()
})
