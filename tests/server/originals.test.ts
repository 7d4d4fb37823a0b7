import { rm } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { newId } from '#lib/ids.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { originalToken } from '#tenants/media/original-link.ts'
import { assets, retiredOutputs } from '#tenants/media/schema.ts'
import { sourceRule } from '#tenants/media/source-policy.ts'
import { monthOf, usageIn } from '#tenants/media/usage.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { addStudent } from '#tenants/people/students.ts'
import { sessions as staffSessions } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { anOwner, aPublishedCourse, aSchool, DEVICE, openSchools } from '#tests/setup/kit.ts'
import { TestServer, until } from '#tests/setup/server.ts'

const FILM = newId('asset')

interface Place {
  readonly tenant: Tenant
  readonly owner: string
  readonly staff: string
  readonly student: { readonly id: string; readonly cookie: string }
  readonly lesson: string
  readonly course: string
}

let server: TestServer
let schools: Schools
let a: Place
let b: Place

/** Two schools with a film of the same id, whose bytes name the school. */
async function place(slug: string): Promise<Place> {
  const { tenant, owner } = await aSchool(schools, slug, await anOwner(schools, `owner@${slug}.test`))
  const row = {
    id: FILM,
    kind: 'video' as const,
    state: 'ready' as const,
    name: 'Färben "1".mp4',
    seconds: 6,
    createdBy: 'p',
    createdAt: 1,
  }
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ ...row, size: 20, sourceKey: `assets/${FILM}/source`, outputPrefix: `assets/${FILM}/new-1/` })
      .run()
    tx.insert(retiredOutputs)
      .values({ outputPrefix: `assets/${FILM}/old-1/`, assetId: FILM, bytes: 1, until: Date.now() + 3_600_000 })
      .run()
  })
  await tenant.files.put(`assets/${FILM}/source`, Buffer.from(`${slug} as uploaded`))
  for (const attempt of ['old-1', 'new-1'])
    await tenant.files.put(`assets/${FILM}/${attempt}/360p/00000.ts`, Buffer.from(`${slug} ${attempt}`))
  const { course, lessons } = await aPublishedCourse(tenant, owner.id, { lessons: ['First'], assetId: FILM })
  const student = await tenant.transact((tx) => {
    const { id } = addStudent(tx, { email: 'ines@student.test', name: 'Ines', passwordHash: 'x' }, Date.now())
    grant(tx, id, course.id, { source: 'staff', actor: owner.id }, Date.now())
    return { id, cookie: `lectern-student=${startSession(tx, studentSessions, id, DEVICE)}` }
  })
  const staff = await schools.registry.transact((tx) => startSession(tx, staffSessions, owner.id, DEVICE))
  return { tenant, owner: owner.id, staff: `lectern-staff=${staff}`, student, lesson: lessons[0]!.id, course: course.slug }
}

beforeAll(async () => {
  server = await TestServer.start()
  schools = openSchools(server.dataDir, server.port)
  a = await place('madder')
  b = await place('weld')
})
afterAll(async () => {
  schools.close()
  await server.remove()
  await rm(server.dataDir, { recursive: true, force: true })
})

const original = (tenant: Tenant, token: string, cookie = '') =>
  server.ask(server.platform, urls.dashboard.original(tenant.id, token), cookie ? { cookie } : {})
const segment = (of: Place, attempt: string) => {
  const token = mediaToken(of.tenant, { a: FILM, o: attempt, l: of.lesson, c: of.course, s: of.student.id, as: 'student' })
  return server.ask(server.host(of.tenant.slug), urls.school.media(token, '360p/00000.ts'), { cookie: of.student.cookie })
}

test('a member of staff saves the original under its name; nobody else does, and not of another school', async () => {
  const token = originalToken(a.tenant, { a: FILM, s: a.owner })
  const answer = await original(a.tenant, token, a.staff)
  expect([answer.status, answer.text]).toEqual([200, 'madder as uploaded'])
  expect(answer.headers['content-disposition']).toBe(`attachment; filename="F_rben _1_.mp4"; filename*=UTF-8''F%C3%A4rben%20%221%22.mp4`)
  expect((await original(a.tenant, token)).status).toBe(403)
  expect((await original(a.tenant, token, b.staff)).status).toBe(403)
  expect((await original(b.tenant, token, b.staff)).status).toBe(403)
  expect((await original(b.tenant, originalToken(b.tenant, { a: FILM, s: a.owner }), a.staff)).status).toBe(403)
  expect((await original(a.tenant, originalToken(a.tenant, { a: FILM, s: a.owner }, Date.now() - 9 * 3_600_000), a.staff)).status).toBe(410)
  // A link to watch is none to download by, and the other way round.
  const watch = mediaToken(a.tenant, { a: FILM, l: '', c: '', s: a.owner, as: 'staff' })
  expect((await original(a.tenant, watch, a.staff)).status).toBe(403)
  await a.tenant.transact((tx) => void tx.update(assets).set({ sourceKey: null }).where(eq(assets.id, FILM)).run())
  expect((await original(a.tenant, token, a.staff)).status).toBe(404)
})

test('who began with what was made before goes on with it, and never gets parts of two', async () => {
  expect((await segment(b, 'old-1')).text).toBe('weld old-1')
  expect((await segment(b, 'new-1')).text).toBe('weld new-1')
  expect((await segment(b, 'other-1')).status).toBe(410)
  await b.tenant.transact(
    (tx) =>
      void tx
        .update(retiredOutputs)
        .set({ until: Date.now() - 1 })
        .run(),
  )
  expect((await segment(b, 'old-1')).status).toBe(410)
})

test('what is sent counts for the school it is sent for, and once', async () => {
  const delivered = ({ tenant }: Place) => tenant.read((db) => usageIn(db, monthOf(Date.now()), Date.now()).deliveredBytes)
  const [sends, rests] = [await place('indigo'), await place('woad')]
  await segment(sends, 'new-1')
  await segment(sends, 'old-1')
  await until('it is counted', () => delivered(sends) === 'indigo new-1indigo old-1'.length)
  expect(delivered(rests)).toBe(0)
})

test('a rule that begins to delete originals is asked about first, with how many there are, and takes a yes', async () => {
  await a.tenant.transact(
    (tx) =>
      void tx
        .update(assets)
        .set({ sourceKey: `assets/${FILM}/source` })
        .where(eq(assets.id, FILM))
        .run(),
  )
  const policy = () => a.tenant.read((db) => sourceRule(db).policy)
  const send = (form: Record<string, string>, url = urls.dashboard.videoSettings('madder')) =>
    server.ask(server.platform, url, { cookie: a.staff, form })
  const asked = await send({ policy: 'delete', graceDays: '7' })
  expect(asked.status).toBe(409)
  expect(asked.text).toContain('Delete the original of one video?')
  expect(asked.text).toContain(urls.dashboard.videoRuleSure('madder'))
  expect(policy()).toBe('keep')
  expect((await send({ policy: 'delete', graceDays: '7' }, urls.dashboard.videoRuleSure('madder'))).status).toBe(200)
  expect(policy()).toBe('delete')
  // What is deleting already may be changed, and taken back, without a question.
  expect((await send({ policy: 'delete', graceDays: '9' })).status).toBe(200)
  expect((await send({ policy: 'keep', graceDays: '9' })).status).toBe(200)
  expect(policy()).toBe('keep')
})
