import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { KeyRefused } from '#integrations/storage/storage.ts'
import { mediaToken } from '#tenants/media/links.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { MASTER, type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

/** Ways to say `..` and `/` that some part of a server might undo. */
const UPS = [
  '../',
  '..%2f',
  '%2e%2e/',
  '%2e%2e%2f',
  '..%5c',
  '..\\',
  '....//',
  '%252e%252e%252f',
  '..%00/',
  '.%2e/',
  '%c0%ae%c0%ae/',
  '/../',
]

function targets({ a, b, rows }: Twins, up: string): [string, string][] {
  const token = mediaToken(a.tenant, { a: rows.film, l: rows.lesson.id, c: rows.course.slug, s: rows.student.id, as: 'student' })
  const far = up.repeat(8)
  const host = server.host(a.slug)
  const other = `schools/${b.tenant.id}/assets/${rows.film}/once-1/${MASTER}`
  return [
    [host, `/media/${token}/${far}${other}`],
    [host, `/media/${token}/360p/${far}etc/passwd`],
    [host, `/media/${up}${token}/${MASTER}`],
    [host, `/pictures/${rows.picture}/${far}${other}`],
    [host, `/pictures/${far}${other}/640.webp`],
    [host, `/assets/${far}etc/passwd`],
    [host, `/assets/${up}${up}server/index.js`],
    [host, `/assets/${up}${up}package.json`],
    [server.platform, `/media/${b.tenant.id}/${far}${other}`],
    [server.platform, `/media/${up}${b.tenant.id}/x/${MASTER}`],
    [server.platform, `/uploads/${up}${far}platform.db`],
    [server.platform, `/assets/${far}${pair.dataDir}/local-secret`],
    [server.platform, `/${far}etc/passwd`],
  ]
}

test.each(UPS)('nothing outside is served for %j, on any host, with any cookie', async (up) => {
  const { a, b } = pair
  for (const [host, path] of targets(pair, up)) {
    for (const method of ['GET', 'PUT'] as const) {
      const { status, text } = await server.ask(host, path, {
        ...{ method, cookie: `${a.studentCookie}; ${a.staffCookie}`, headers: { Origin: server.origin(host) } },
      })
      expect([400, 403, 404, 405, 411, 415], `${method} ${host}${path} answered ${status}`).toContain(status)
      expect(text).not.toMatch(/root:|"private": true|amberfox-object|blueyak|import \{/)
      expect(text).not.toContain(b.word)
    }
  }
})

test('a school’s storage takes no key that leads out of it, for reading, writing, listing or sweeping', async () => {
  const { tenant } = pair.a
  const other = pair.b.tenant.id
  for (const key of [
    `../${other}/x`,
    '..',
    '../',
    '/etc/passwd',
    'a/../../b',
    `assets/../../${other}/assets/x`,
    'a\0b',
    'a//b',
    './a',
    'a/.',
  ]) {
    await expect(tenant.files.put(key, Buffer.from('x')), `put ${key}`).rejects.toBeInstanceOf(KeyRefused)
    await expect(tenant.files.get(key), `get ${key}`).rejects.toBeInstanceOf(KeyRefused)
    await expect(tenant.files.multipart.begin(key, { size: 1, partSize: 1 }), `begin ${key}`).rejects.toBeInstanceOf(KeyRefused)
    expect(() => tenant.files.source(key), `source ${key}`).toThrow(KeyRefused)
  }
  await expect(tenant.files.deletePrefix(`../${other}/`)).rejects.toBeInstanceOf(KeyRefused)
  expect(await pair.b.tenant.files.stat(`assets/${pair.rows.film}/once-1/${MASTER}`)).toBeDefined()
})

test('an upload that one school began is unknown to another, under the same key', async () => {
  const { a, b } = pair
  const key = `assets/${pair.rows.film}/new`
  const upload = await a.tenant.files.multipart.begin(key, { size: 3, partSize: 3 })
  await expect(b.tenant.files.multipart.parts(key, upload)).rejects.toMatchObject({ code: 'unknown_upload' })
  await b.tenant.files.multipart.abort(key, upload)
  expect(await a.tenant.files.multipart.parts(key, upload)).toEqual([])
})

test('sweeping one school’s objects leaves the same keys of the other', async () => {
  const { a, b } = pair
  await a.tenant.files.deletePrefix('')
  const key = `assets/${pair.rows.film}/once-1/${MASTER}`
  expect(await a.tenant.files.stat(key)).toBeUndefined()
  expect(await b.tenant.files.stat(key)).toBeDefined()
  expect((await server.ask(server.host(b.slug), urls.school.home())).status).toBe(200)
})
