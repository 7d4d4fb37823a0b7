import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { Cache } from '#tenants/cache.ts'
import { courses } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { schools } from '#tenants/registry/schema.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { cacheFindings } from './checks/cache.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

test('the prepared page of a path is the school’s own, in turns, with and without a session', async () => {
  expect(await cacheFindings(server, pair)).toEqual([])
})

test('what one school keeps under a key is not there for another, and clearing one leaves the other', () => {
  const cache = new Cache(1_000_000)
  const [a, b] = [cache.of('aaaa'), cache.of('aaa')]
  a.set('page', { of: 'a' }, 10)
  expect(b.get('page')).toBeUndefined()
  expect(b.get('a\npage')).toBeUndefined()
  b.set('page', { of: 'b' }, 10)
  b.clear()
  expect(a.get('page')).toEqual({ of: 'a' })
  expect(b.get('page')).toBeUndefined()
})

test('a course that another process publishes or takes off is on the next page, and not on the twin’s', async () => {
  const { a, b, rows } = pair
  const page = (twin: typeof a) => server.ask(server.host(twin.slug), urls.school.course(rows.draft.slug))
  expect((await page(a)).status).toBe(404)
  await publishCourse(a.tenant, a.owner.id, rows.draft.id)
  expect((await page(a)).status).toBe(200)
  expect((await page(b)).status).toBe(404)
  await a.tenant.transact((tx) => tx.update(courses).set({ publishedVersionId: null }).where(eq(courses.id, rows.draft.id)).run().changes)
  expect((await page(a)).status).toBe(404)
})

test('a suspended school is closed at its next request and open again at the one after, its twin untouched', async () => {
  const { a, b } = pair
  const home = (twin: typeof a, headers: Record<string, string> = {}) => server.ask(server.host(twin.slug), '/', { headers })
  const suspend = (at: number | null) =>
    pair.schools.registry.transact((tx) => tx.update(schools).set({ suspendedAt: at }).where(eq(schools.id, a.tenant.id)).run().changes)
  const tag = String((await home(a)).headers.etag)
  await suspend(1)
  expect((await home(a)).status).toBe(423)
  expect((await home(a, { 'If-None-Match': tag })).status).toBe(423)
  expect((await home(b)).status).toBe(200)
  await suspend(null)
  expect((await home(a)).text).toContain(a.word)
})
