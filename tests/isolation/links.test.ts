import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { beginUpload, PART_URL_LIFE_MS, resumeUpload, signParts } from '#tenants/media/upload.ts'
import { memberships, schools } from '#tenants/registry/schema.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { linkFindings } from './checks/links.ts'
import { MASTER, type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('a link to media is good for its school, person, lesson and hour alone', async () => {
  expect(await linkFindings(server, pair)).toEqual([])
})

const BYTES = Buffer.from('three parts of nothing')
const OFFER = { number: 1, size: BYTES.length, sha256: createHash('sha256').update(BYTES).digest('base64') }

async function partLink(now = Date.now()) {
  const { tenant, owner } = pair.a
  const { uploadId } = await beginUpload(tenant, owner.id, { name: 'film.mp4', size: BYTES.length, kind: 'video' }, now)
  let sealed = ''
  await signParts(tenant, uploadId, [OFFER], (text) => (sealed = text), now)
  return { uploadId, sealed }
}

const put = (host: string, path: string, cookie?: string) =>
  server.ask(host, path, { method: 'PUT', body: BYTES, headers: { Origin: server.origin(host) }, ...(cookie ? { cookie } : {}) })
const partsOf = async (uploadId: string) => (await resumeUpload(pair.a.tenant, uploadId)).parts

test('a link for a part is refused under another school, on a school’s host, changed, expired, or sealed for another purpose', async () => {
  const { a, b } = pair
  const { uploadId, sealed } = await partLink()
  const { tenant } = a
  const link = { u: uploadId, ...OFFER, e: Date.now() + 60_000 }
  const changed = `${Buffer.from(JSON.stringify({ ...link, number: 2 })).toString('base64url')}.${sealed.split('.')[1]}`
  const tried: [string, Promise<{ status: number }>, number][] = [
    ['under B', put(server.platform, urls.uploadPart(b.tenant.id, sealed)), 403],
    ['on A’s host', put(server.host(a.slug), urls.uploadPart(tenant.id, sealed)), 415],
    ['on B’s host', put(server.host(b.slug), urls.uploadPart(tenant.id, sealed)), 415],
    ['of no school', put(server.platform, urls.uploadPart('nosuchschool', sealed)), 404],
    ['changed', put(server.platform, urls.uploadPart(tenant.id, changed)), 403],
    ['sealed by B', put(server.platform, urls.uploadPart(tenant.id, b.tenant.seal('upload-part', link))), 403],
    ['for another purpose', put(server.platform, urls.uploadPart(tenant.id, tenant.seal('media', link))), 403],
    ['expired', put(server.platform, urls.uploadPart(tenant.id, tenant.seal('upload-part', { ...link, e: Date.now() - 1 }))), 403],
    ['with a path behind it', put(server.platform, `${urls.uploadPart(tenant.id, sealed)}/x`), 404],
  ]
  for (const [how, asked, status] of tried) expect((await asked).status, how).toBe(status)
  expect(await partsOf(uploadId)).toEqual([])
  expect((await put(server.platform, urls.uploadPart(tenant.id, sealed), a.staffCookie)).status).toBe(204)
  expect(await partsOf(uploadId)).toEqual([1])
})

test('a link for a part that was signed a quarter of an hour ago is worthless', async () => {
  const { uploadId, sealed } = await partLink(Date.now() - PART_URL_LIFE_MS - 1)
  expect((await put(server.platform, urls.uploadPart(pair.a.tenant.id, sealed))).status).toBe(403)
  expect(await partsOf(uploadId)).toEqual([])
})

test('links of a suspended school are closed with it, on the platform’s host too', async () => {
  const { a } = pair
  const { sealed } = await partLink()
  const token = mediaToken(a.tenant, { a: pair.rows.film, l: '', c: '', s: a.owner.id, as: 'staff' })
  const suspend = (at: number | null) =>
    pair.schools.registry.transact((tx) => tx.update(schools).set({ suspendedAt: at }).where(eq(schools.id, a.tenant.id)).run().changes)
  await suspend(1)
  expect((await put(server.platform, urls.uploadPart(a.tenant.id, sealed))).status).toBe(423)
  expect((await server.ask(server.platform, urls.dashboard.media(a.tenant.id, token, MASTER), { cookie: a.staffCookie })).status).toBe(423)
  await suspend(null)
  expect((await put(server.platform, urls.uploadPart(a.tenant.id, sealed))).status).toBe(204)
})

test('a student’s link ends with the enrolment and comes back with it', async () => {
  const { a, b, rows } = pair
  const link = { a: rows.film, l: rows.lesson.id, c: rows.course.slug, s: rows.student.id, as: 'student' as const }
  const watch = (twin: typeof a) =>
    server.ask(server.host(twin.slug), urls.school.media(mediaToken(twin.tenant, link), MASTER), { cookie: twin.studentCookie })
  const revoke = (at: number | null) =>
    a.tenant.transact(
      (tx) =>
        tx
          .update(enrollments)
          .set({ revokedAt: at })
          .where(and(eq(enrollments.studentId, rows.student.id), eq(enrollments.courseId, rows.course.id)))
          .run().changes,
    )
  expect((await watch(a)).status).toBe(200)
  await revoke(Date.now())
  expect((await watch(a)).status).toBe(403)
  expect((await watch(b)).status).toBe(200)
  await revoke(null)
  expect((await watch(a)).status).toBe(200)
})

test('a link ends with the session it is shown by, and that of staff with their place in the school', async () => {
  const { a, rows } = pair
  const staffLink = mediaToken(a.tenant, { a: rows.film, l: '', c: '', s: a.owner.id, as: 'staff' })
  const asStaff = () => server.ask(server.platform, urls.dashboard.media(a.tenant.id, staffLink, MASTER), { cookie: a.staffCookie })
  expect((await asStaff()).status).toBe(200)
  await pair.schools.registry.transact((tx) => tx.delete(memberships).where(eq(memberships.schoolId, a.tenant.id)).run().changes)
  expect((await asStaff()).status).toBe(403)
  const link = mediaToken(a.tenant, { a: rows.film, l: rows.lesson.id, c: rows.course.slug, s: rows.student.id, as: 'student' })
  const host = server.host(a.slug)
  const asStudent = () => server.ask(host, urls.school.media(link, MASTER), { cookie: a.studentCookie })
  expect((await asStudent()).status).toBe(200)
  await server.ask(host, urls.school.signOut(), { form: {}, cookie: a.studentCookie })
  expect((await asStudent()).status).toBe(403)
})
