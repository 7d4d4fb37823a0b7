import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { Cache } from '#tenants/cache.ts'
import { courses } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { schools } from '#tenants/registry/schema.ts'
import { school } from '#tenants/site/schema.ts'
import { type TestServer, until } from '#tests/setup/server.ts'
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

test('with more schools than open files the pages stay their own, and a change made elsewhere is on the next one', async () => {
  const { a, b } = pair
  const crowded = await pair.server({ env: { POOL_SIZE: '1' } })
  const home = async (twin: typeof a) => (await crowded.ask(crowded.host(twin.slug), '/')).text
  // A file that somebody else has open is never taken to be at rest.
  pair.schools.pool.close()
  const begun = Date.now()
  await until('both have been closed and kept', async () => {
    for (let turn = 0; turn < 3; turn++)
      for (const twin of [a, b]) {
        const page = await home(twin)
        expect(page).toContain(twin.word)
        expect(page).not.toContain(twin === a ? b.word : a.word)
      }
    return Date.now() - begun > 500
  })
  await a.tenant.transact((tx) => tx.update(school).set({ tagline: 'Changed by another process' }).run().changes)
  expect(await home(a)).toContain('Changed by another process')
  expect(await home(b)).not.toContain('Changed by another process')
})
