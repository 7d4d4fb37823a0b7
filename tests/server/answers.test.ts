import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { type Twins, twins } from '#tests/isolation/kit/twins.ts'
import { PASSWORD } from '#tests/setup/kit.ts'
import { type Ask, TestServer } from '#tests/setup/server.ts'

const HTTPS = {
  PLATFORM_HOST: 'lectern.test',
  TENANT_DOMAIN: 'lectern-schools.test',
  LECTERN_SECRET: 'a secret of more than thirty-two characters',
  TRUSTED_PROXIES: '0',
}

let pair: Twins
let server: TestServer
let secure: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
  secure = await TestServer.start({ env: HTTPS })
})
afterAll(async () => {
  await pair.close()
  await secure.remove()
})

/** One of each kind of answer, refused or not. */
function asks(host: string, platform: string): [host: string, path: string, ask: Ask][] {
  const origin = { Origin: server.origin(host) }
  return [
    [host, '/', {}],
    [host, urls.school.course('nothing'), {}],
    [host, urls.school.signIn(), {}],
    [host, urls.school.media('x', 'master.m3u8'), {}],
    [host, urls.school.picture('asset_x', 320), {}],
    [host, urls.school.heartbeats(), { method: 'POST', body: '{}', headers: origin }],
    [host, '/nothing', {}],
    [host, '/%zz', {}],
    [host, '/assets/nothing.js', {}],
    [platform, urls.uploadPart('x', 'y.z'), { method: 'PUT', body: 'x', headers: { Origin: server.origin(platform) } }],
    [platform, urls.dashboard.media('x', 'y', 'poster.jpg'), {}],
    [platform, urls.platform.signUp(), {}],
    [platform, '/healthz', {}],
    ['nobody.example', '/', {}],
  ]
}

test('every answer, of whatever kind, carries the same headers for its safety', async () => {
  for (const [host, path, ask] of asks(server.host(pair.a.slug), server.platform)) {
    const { headers } = await server.ask(host, path, ask)
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'strict-origin-when-cross-origin',
      'x-request-id': expect.stringMatching(/^\w{16}$/),
    })
  }
})

test('over https also that it is to be asked by https alone', async () => {
  for (const [host, path, ask] of asks('nobody.lectern-schools.test', 'lectern.test'))
    expect((await secure.ask(host, path, ask)).headers['strict-transport-security'], path).toMatch(/^max-age=\d+/)
})

test('a form of the same host by http is another site’s, once there is https; so is one with a name in its origin', async () => {
  const form = { email: 'a@b.test', password: 'x' }
  const status = async (Origin: string) =>
    (await secure.ask('lectern.test', urls.platform.signIn(), { form, headers: { Origin, Accept: 'application/json' } })).status
  expect(await status('https://lectern.test')).toBe(400)
  for (const origin of ['http://lectern.test', 'https://someone@lectern.test', 'https://lectern.test/', 'https://lectern.test:444', 'null'])
    expect(await status(origin), origin).toBe(403)
})

describe('published pages', () => {
  const ask = (headers: Record<string, string>) => server.ask(server.host(pair.a.slug), '/', { headers })

  test('have an ETag for each encoding, and are not sent again to who has them', async () => {
    const tags = new Set<string>()
    for (const encoding of ['br', 'gzip', 'identity']) {
      const { headers } = await ask({ 'Accept-Encoding': encoding })
      const etag = String(headers.etag)
      tags.add(etag)
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*'])
        expect((await ask({ 'Accept-Encoding': encoding, 'If-None-Match': known })).status, known).toBe(304)
    }
    expect(tags.size).toBe(3)
    const [br = '', gzip = ''] = tags
    expect((await ask({ 'Accept-Encoding': 'gzip', 'If-None-Match': br })).status).toBe(200)
    expect((await ask({ 'Accept-Encoding': 'br', 'If-None-Match': gzip })).status).toBe(200)
  })

  test('come in no encoding that is refused', async () => {
    expect((await ask({ 'Accept-Encoding': 'br;q=0, gzip' })).headers['content-encoding']).toBe('gzip')
    expect((await ask({ 'Accept-Encoding': 'gzip;q=0, br;q=0' })).headers['content-encoding']).toBeUndefined()
  })
})

test('who has a course is led to it from its page; anybody else is told the price and whom to ask for a code', async () => {
  const { a, rows } = pair
  const look = async (cookie?: string) =>
    (await server.ask(server.host(a.slug), urls.school.course(rows.course.slug), cookie ? { cookie } : {})).text
  const [mine, others, strangers] = [await look(a.studentCookie), await look(a.strangerCookie), await look()]
  expect(mine).toContain('Go to the course')
  for (const words of ['$240', 'Watch a free lesson', 'for an access code']) expect(mine, words).not.toContain(words)
  for (const page of [others, strangers]) {
    expect(page).not.toContain('Go to the course')
    for (const words of ['$240', 'Watch a free lesson', 'for an access code']) expect(page, words).toContain(words)
  }
  expect([others.includes('My courses'), strangers.includes('My courses')]).toEqual([true, false])
  const missing = await server.ask(server.host(a.slug), urls.school.lesson(rows.course.slug, 'lesson_nothing'), { cookie: a.studentCookie })
  expect(missing.status).toBe(404)
  expect(missing.text).toContain('There is no such lesson in this course')
  expect(missing.text).toContain('Sam')
})

test('whoever signs in is sent to a path of this host that a browser can read, or home', async () => {
  const { a } = pair
  const to = async (where: string) => {
    const form = { email: a.owner.email, password: PASSWORD, to: where }
    const answer = await server.ask(server.platform, urls.platform.signIn(), { form })
    expect(answer.status, where).toBe(302)
    return answer.headers.location
  }
  expect(await to(urls.dashboard.courses(a.slug))).toBe(urls.dashboard.courses(a.slug))
  expect(await to('/%01x')).toBe('/%01x')
  for (const where of ['/\u0001x', '/x\u0000y', '/\u007f', '/a\r\nX: y', '/\u5b66', '//evil.test', '/\\evil.test', 'https://evil.test'])
    expect(await to(where), where).toBe(urls.platform.schools())
})

test('a server without its registry says that it is not well', async () => {
  const alone = await TestServer.start()
  try {
    expect(await alone.ask(alone.platform, '/healthz')).toMatchObject({ status: 200, text: '{"ok":true}' })
    const file = join(alone.dataDir, 'platform.db')
    await rename(file, `${file}.gone`)
    expect(await alone.ask(alone.platform, '/healthz')).toMatchObject({ status: 503, text: '{"ok":false}' })
    await rename(`${file}.gone`, file)
    expect((await alone.ask(alone.platform, '/healthz')).status).toBe(200)
  } finally {
    await alone.remove()
  }
})
