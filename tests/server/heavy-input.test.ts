import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { type Twins, twins } from '#tests/isolation/kit/twins.ts'
import { PASSWORD } from '#tests/setup/kit.ts'
import type { Ask, TestServer } from '#tests/setup/server.ts'

/** Small requests that would cost a server much. */

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

const post = (host: string, body: string, more: Ask = {}): Ask => ({
  method: 'POST',
  body,
  ...more,
  headers: { Origin: server.origin(host), 'Content-Type': 'application/x-www-form-urlencoded', ...more.headers },
})
const platform = (path: string, body: string, cookie?: string) =>
  server.ask(server.platform, path, post(server.platform, body, cookie ? { cookie } : {}))

describe('names of fields that are paths, orders or crowds', () => {
  const NAMES: [what: string, body: string][] = [
    ['an index beyond all memory', 'x[99999999]=1'],
    ['the same for a field there is', 'name[99999999]=1'],
    ['brackets in brackets', `a${'[0]'.repeat(10_000)}=1`],
    ['dots behind dots', `a${'.b'.repeat(10_000)}=1`],
    ['one name thousands of times', 'a&'.repeat(30_000)],
    ['a field’s name thousands of times', 'name=x&'.repeat(8_000)],
    ['an order that is none', '__intent__=nojson'],
    ['an order to grow a list', `__intent__=${encodeURIComponent('{"type":"insert","payload":{"name":"x","index":99999999}}')}`],
    ['a state that is none', '__state__={'],
    ['the name of every object', '__proto__=1&constructor=2'],
  ]
  test.each(NAMES)('%s: the form is refused and nothing happens', async (_what, body) => {
    for (const path of [urls.platform.signUp(), urls.platform.signIn()]) expect((await platform(path, body)).status).toBe(400)
    const host = server.host(pair.a.slug)
    expect((await server.ask(host, urls.school.redeem(), post(host, body))).status).toBe(400)
    const { a, rows } = pair
    const staff = [
      urls.dashboard.newCourse(a.slug),
      urls.dashboard.settings(a.slug),
      urls.dashboard.uploads(a.slug),
      urls.dashboard.courses(a.slug),
      urls.dashboard.course(a.slug, rows.course.id),
      `${urls.dashboard.course(a.slug, rows.course.id)}?index`,
      urls.dashboard.courseDetails(a.slug, rows.course.id),
      urls.dashboard.lesson(a.slug, rows.course.id, rows.lesson.id),
      urls.dashboard.lessonText(a.slug, rows.course.id, rows.lesson.id),
      urls.dashboard.courseCodes(a.slug, rows.course.id),
    ]
    for (const path of staff) expect((await platform(path, body, a.staffCookie)).status, path).toBe(400)
  })

  test('a multipart form of thousands of parts as well', async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    const body = `${part.repeat(1_200)}--x--\r\n`
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const answer = await server.ask(server.platform, urls.platform.signUp(), post(server.platform, body, { headers }))
    expect(answer.status).toBe(400)
  })

  test('beside what is dropped, the form’s own fields are read', async () => {
    const fields = new URLSearchParams({ name: 'Nora', email: 'nora@staff.test', password: PASSWORD, 'x[99999999]': '1', __intent__: 'no' })
    expect((await platform(urls.platform.signUp(), `${fields}`)).status).toBe(302)
  })
})

describe('sizes', () => {
  test('an ordinary form ends at 64 KB', async () => {
    for (const path of [urls.platform.signUp(), urls.platform.signIn()])
      expect((await platform(path, `name=${'x'.repeat(70_000)}`)).status).toBe(413)
  })

  test('a lesson’s text may be long, up to what a lesson carries', async () => {
    const { a, rows } = pair
    const save = (html: string, basedOn: number) =>
      server.ask(server.platform, urls.dashboard.lessonText(a.slug, rows.course.id, rows.lesson.id), {
        form: { html, basedOn: String(basedOn) },
        cookie: a.staffCookie,
        headers: { Accept: 'application/json' },
      })
    const long = await save('x'.repeat(200_001), 0)
    expect(long.status).toBe(413)
    expect(JSON.parse(long.text).message).toBe('This text is too long for one lesson. Move a part of it into another lesson.')
    const deep = await save('<ul><li>'.repeat(9_000), 0)
    expect(deep.status).toBe(413)
    expect(JSON.parse(deep.text).message).toMatch(/lists or quotes inside one another/)
    const taken = await save(`<p>${'Ärmel '.repeat(30_000)}</p>`, 0)
    // Somebody else's text is there already: it was read, and would be saved over that.
    expect(taken.status).toBe(409)
  })

  test('a course of thousands of lessons is not made, and the wizard says why', async () => {
    const { a } = pair
    const outline = 'x\n'.repeat(24_999)
    const form = { title: 'Endless', outcome: '', price: '0', currency: 'USD', outline }
    const answer = await server.ask(server.platform, urls.dashboard.newCourse(a.slug), { form, cookie: a.staffCookie })
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('A course can have 500 lessons at most.')
  })
})

describe('heartbeats', () => {
  const beat = (body: string, cookie?: string) => {
    const host = server.host(pair.a.slug)
    const headers = { 'Content-Type': 'application/json' }
    return server.ask(host, urls.school.heartbeats(), post(host, body, { headers, ...(cookie ? { cookie } : {}) }))
  }
  const reports = (count: number, intervals: number) =>
    JSON.stringify({
      lessonId: pair.rows.lesson.id,
      player: 'a-player-of-many',
      reports: Array.from({ length: count }, (_, at) => ({
        seq: at + 1,
        covered: Array.from({ length: intervals }, (_, n) => [n, n + 1]),
        position: 1,
      })),
    })

  test('what a stranger sends is not even read', async () => {
    expect((await beat('{not JSON')).status).toBe(401)
    expect((await beat(reports(1, 1))).status).toBe(401)
  })

  test('so much fits into one, and no more', async () => {
    const { studentCookie } = pair.a
    expect((await beat(reports(100, 1), studentCookie)).status).toBe(200)
    expect((await beat(reports(101, 1), studentCookie)).status).toBe(400)
    expect((await beat(reports(1, 50), studentCookie)).status).toBe(200)
    expect((await beat(reports(1, 51), studentCookie)).status).toBe(400)
    expect((await beat(reports(100, 50), studentCookie)).status).toBe(413)
  })

  test('one student’s player that never stops is told to wait, and nobody else’s is', async () => {
    const { a } = pair
    let last = await beat(reports(1, 1), a.strangerCookie)
    for (let n = 0; n < 400 && last.status === 200; n++) last = await beat(reports(1, 1), a.strangerCookie)
    expect(last.status).toBe(429)
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0)
    expect((await beat(reports(1, 1), a.studentCookie)).status).toBe(200)
  })
})

test('after all of it the server is the same process and has failed at nothing', async () => {
  expect((await server.ask(server.host(pair.a.slug), '/')).status).toBe(200)
  expect(server.logged({ msg: 'listening' })).toHaveLength(1)
  expect(server.logged({ level: 'error' })).toEqual([])
})
