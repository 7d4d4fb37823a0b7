import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { mediaToken } from '#tenants/media/links.ts'
import { abandonUpload, beginUpload, PART_BYTES, type PartOffer, resumeUpload, signParts } from '#tenants/media/upload.ts'
import { schools as schoolRows } from '#tenants/registry/schema.ts'
import { redeemCode } from '#tenants/sales/redeem-code.ts'
import { dump } from '#tests/isolation/kit/canaries.ts'
import { decoded } from '#tests/isolation/kit/turbo.ts'
import { MASTER, type Twins, twins } from '#tests/isolation/kit/twins.ts'
import { PASSWORD } from '#tests/setup/kit.ts'
import { type Answer, type Ask, type TestServer, until } from '#tests/setup/server.ts'
import { sendRaw, stall, statusOf } from './raw.ts'

let pair: Twins
let server: TestServer
let slow: ReturnType<typeof stall>
/** Housekeeping that goes on by itself. */
const RESTLESS = ['leases', 'dirty', 'jobs', 'assets', 'content_version', 'registry_version', 'events']
let before: unknown

const files = () => [pair.a, pair.b].map(({ tenant }) => pair.schools.pool.path(tenant.id)).concat(`${pair.dataDir}/platform.db`)
const dumps = () => files().map((file) => dump(file, RESTLESS))

beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
  before = dumps()
  // It takes the server its 20 seconds to tire of this one; the other tests run meanwhile.
  slow = stall(server.port, `GET / HTTP/1.1\r\nHost: ${server.platform}\r\nX-Slow: `)
})
afterAll(async () => {
  slow.socket.destroy()
  await pair.close()
})

const host = () => server.host(pair.a.slug)

/** Status, sentence and code, and one line in the log with the same request id (and the school, where the host is one's). */
async function expectRefusal(answer: Answer, status: number, sentence: RegExp, tenant?: string): Promise<void> {
  expect(answer.status, answer.text.slice(0, 200)).toBe(status)
  expect(answer.text.replace(/&#39;/g, "'")).toMatch(sentence)
  const request = String(answer.headers['x-request-id'])
  const lines = await until('the refusal is in the log', () => {
    const found = server.logged({ request })
    return found.length > 0 && found
  })
  expect(lines.some((line) => line.status === status)).toBe(true)
  if (tenant) expect(lines.some((line) => line.tenant === tenant)).toBe(true)
}

describe('hosts', () => {
  test('a host that is nobody’s is told so, as page, as JSON and as Remix’s own data', async () => {
    for (const name of ['nosuch.localhost', 'localhost.evil.test', '127.0.0.1', 'a.b.c.localhost'])
      await expectRefusal(await server.ask(`${name}:${server.port}`, '/'), 404, /There is no school at this address/)
    const json = await server.ask('nosuch.localhost', '/', { headers: { Accept: 'application/json' } })
    expect(JSON.parse(json.text)).toMatchObject({ error: 'school.unknown' })
  })

  const MALFORMED: [what: string, line: string][] = [
    ['with a space', 'Host: first.localhost evil'],
    ['with letters of other scripts', 'Host: fïrst.localhost'],
    ['that is empty', 'Host:'],
    ['given twice', 'Host: first.localhost\r\nHost: second.localhost'],
    ['given twice alike', 'Host: first.localhost\r\nHost: first.localhost'],
    ['with a user in it', 'Host: someone@first.localhost'],
    ['with a dot at the end', 'Host: first.localhost.'],
    ['with a path', 'Host: first.localhost/x'],
    ['that is too long', `Host: ${'a'.repeat(300)}.localhost`],
    ['of IPv6', 'Host: [::1]:3000'],
    ['with a port that is none', 'Host: first.localhost:port'],
    ['with two dots in a row', 'Host: first..localhost'],
    ['with a comma', 'Host: first.localhost, second.localhost'],
  ]
  test.each(MALFORMED)('a host %s is refused', async (_what, line) => {
    const answer = await sendRaw(server.port, `GET / HTTP/1.1\r\n${line}\r\nAccept: text/html\r\n\r\n`)
    expect(statusOf(answer), answer).toBe(400)
    expect(answer).toMatch(/does not look like a web address/)
    const request = /x-request-id: (\w+)/i.exec(answer)?.[1]
    await until('it is in the log', () => server.logged({ request, code: 'server.malformed_host' }).length > 0)
  })

  test('no Host at all, and a request line with another one, are refused', async () => {
    expect(statusOf(await sendRaw(server.port, 'GET / HTTP/1.1\r\n\r\n'))).toBe(400)
    const absolute = `GET http://${server.host(pair.b.slug)}/ HTTP/1.1\r\nHost: ${host()}\r\n\r\n`
    expect(statusOf(await sendRaw(server.port, absolute))).toBe(400)
  })

  test('X-Forwarded-Host, Forwarded and X-Original-Host move nobody to another school', async () => {
    const other = server.host(pair.b.slug)
    const headers = { 'X-Forwarded-Host': other, Forwarded: `host=${other}`, 'X-Original-Host': other, 'X-Host': other }
    for (const path of ['/', urls.school.signIn(), `${urls.school.learn()}.data`]) {
      const signedIn = path === urls.school.signIn() ? {} : { cookie: pair.a.studentCookie }
      const { text } = await server.ask(host(), path, { headers, ...signedIn })
      expect(text).toContain(pair.a.word)
      expect(text).not.toContain(pair.b.word)
      expect(text).not.toContain(other)
    }
  })

  test('a suspended school is closed on its host, in its data and in the dashboard, and says so in the log', async () => {
    const { b } = pair
    const suspend = (at: number | null) =>
      pair.schools.registry.transact(
        (tx) => tx.update(schoolRows).set({ suspendedAt: at }).where(eq(schoolRows.id, b.tenant.id)).run().changes,
      )
    await suspend(1)
    const at = server.host(b.slug)
    for (const path of ['/', urls.school.learn(), urls.school.signIn()])
      await expectRefusal(await server.ask(at, path, { cookie: b.studentCookie }), 423, /This school is closed for now/, b.tenant.id)
    const data = await server.ask(at, `${urls.school.learn()}.data`)
    expect(data.status).toBe(423)
    expect(await decoded(data.body)).toMatchObject({ root: { error: { status: 423, data: { code: 'school.suspended' } } } })
    expect((await server.ask(server.platform, urls.dashboard.home(b.slug), { cookie: b.staffCookie })).status).toBe(423)
    await suspend(null)
    expect((await server.ask(at, '/')).status).toBe(200)
  })
})

describe('requests', () => {
  test.each(['/%zz', '/courses/%c0%af', '/%', `/${'a'.repeat(9_000)}`, '//evil.test/', '/%e0%a4%a', '/sign-in/%ff.data'])(
    'the address %.40s cannot be read',
    async (path) => {
      const answer = await server.ask(host(), path)
      await expectRefusal(answer, 400, /could not be read/, pair.a.tenant.id)
    },
  )

  test.each(['/nothing', '/a%00b', '/.env', '/.git/config', '/wp-login.php', '/courses/nothing'])(
    'there is nothing at %s, which is not an error of ours',
    async (path) => {
      const { status } = await server.ask(host(), path.startsWith('/') ? path : `/${path}`)
      expect([404, 302]).toContain(status)
    },
  )

  test.each([
    ['DELETE', urls.school.heartbeats(), 405],
    ['GET', urls.school.heartbeats(), 405],
    ['POST', '/media/x/master.m3u8', 405],
    ['DELETE', '/pictures/asset_x/640.webp', 405],
    ['TRACE', urls.school.signIn(), 405],
    ['PROPFIND', urls.school.signIn(), 405],
    ['OPTIONS', urls.school.signIn(), 405],
    ['DELETE', urls.school.signIn(), 415],
    ['PUT', urls.school.signIn(), 415],
  ])('%s %s is refused', async (method, path, status) => {
    const answer = await server.ask(host(), path, { method, headers: { Origin: server.origin(host()) } })
    expect(answer.status).toBe(status)
    await until('it is in the log', () => server.logged({ request: String(answer.headers['x-request-id']) }).length > 0)
  })

  test('headers that are too large and bytes that are no request get an answer and a line in the log', async () => {
    const large = await sendRaw(server.port, `GET / HTTP/1.1\r\nHost: ${host()}\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(statusOf(large)).toBe(431)
    expect(large).toContain('This is more than can be sent at once')
    const garbage = await sendRaw(server.port, 'hello there\r\n\r\n')
    expect(statusOf(garbage)).toBe(400)
    expect(garbage).toContain('This request could not be read')
    for (const answer of [large, garbage]) {
      const request = /x-request-id: (\w+)/i.exec(answer)?.[1]
      await until('it is in the log', () => server.logged({ request, msg: 'refused' }).length > 0)
    }
  })

  test('two lengths, or a length and chunks, are refused: nobody may slip a second request in', async () => {
    const head = `POST ${urls.school.signIn()} HTTP/1.1\r\nHost: ${host()}\r\nOrigin: http://${host()}\r\nContent-Type: application/x-www-form-urlencoded\r\n`
    for (const lengths of [
      'Content-Length: 3\r\nContent-Length: 4',
      'Content-Length: 3\r\nTransfer-Encoding: chunked',
      'Content-Length: -1',
      'Content-Length: 3x',
    ])
      expect(statusOf(await sendRaw(server.port, `${head}${lengths}\r\n\r\na=b`)), lengths).toBe(400)
  })
})

describe('bodies', () => {
  const SIGN_IN = 'email=a%40b.test&password=x'
  const form = (body: string, headers: Record<string, string> = {}): Ask => ({
    method: 'POST',
    body,
    headers: { Origin: server.origin(host()), 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  })

  test('one that says it is too large is refused before it is read, and the line is closed', async () => {
    const head = `Host: ${host()}\r\nOrigin: http://${host()}\r\nAccept: text/html\r\n`
    for (const [path, type] of [
      [urls.school.signIn(), 'application/x-www-form-urlencoded'],
      [urls.school.heartbeats(), 'application/json'],
    ]) {
      const answer = await sendRaw(
        server.port,
        `POST ${path} HTTP/1.1\r\n${head}Content-Type: ${type}\r\nContent-Length: 2000000\r\nCookie: ${pair.a.studentCookie}\r\n\r\nabc`,
      )
      expect(statusOf(answer)).toBe(413)
      expect(answer).toContain('This is more than can be sent at once')
      expect(answer).toMatch(/connection: close/i)
    }
  })

  test('one in chunks, which says nothing of its length, is refused', async () => {
    const head = `POST ${urls.school.signIn()} HTTP/1.1\r\nHost: ${host()}\r\nOrigin: http://${host()}\r\nAccept: text/html\r\nTransfer-Encoding: chunked\r\n`
    const answer = await sendRaw(server.port, `${head}Content-Type: application/x-www-form-urlencoded\r\n\r\n3\r\na=b\r\n0\r\n\r\n`)
    expect(statusOf(answer)).toBe(411)
    expect(answer).toContain('does not say how long it is')
  })

  test.each(['application/json', 'text/plain', 'text/xml', 'multipart/related', ''])('a form cannot be sent as %j', async (type) => {
    await expectRefusal(
      await server.ask(host(), urls.school.signIn(), form(SIGN_IN, { 'Content-Type': type })),
      415,
      /This kind of content/,
      pair.a.tenant.id,
    )
  })

  test('a multipart body that is none is the sender’s mistake', async () => {
    for (const path of [urls.platform.signUp(), urls.platform.signIn()]) {
      const headers = { Origin: server.origin(server.platform), 'Content-Type': 'multipart/form-data; boundary=x' }
      await expectRefusal(await server.ask(server.platform, path, { method: 'POST', body: 'garbage', headers }), 400, /could not be read/)
      const data = await server.ask(server.platform, `${path}.data`, { method: 'POST', body: 'garbage', headers })
      expect(data.status).toBe(400)
      expect(await decoded(data.body)).toMatchObject({ error: { status: 400, data: { code: 'server.malformed_request' } } })
    }
  })

  const BEATS: [what: string, body: string][] = [
    ['nothing', ''],
    ['half of a JSON', '{"lessonId":"lesson_x"'],
    ['an array', '[]'],
    ['no reports', '{"lessonId":"l","player":"player-xyz","reports":[]}'],
    ['a player that is none', '{"lessonId":"l","player":"../x","reports":[{"seq":1,"covered":[],"position":1}]}'],
    ['seconds below nothing', '{"lessonId":"l","player":"player-xyz","reports":[{"seq":1,"covered":[[-1,2]],"position":1}]}'],
    ['an endless number', '{"lessonId":"l","player":"player-xyz","reports":[{"seq":1,"covered":[],"position":1e999}]}'],
    ['a sequence of text', '{"lessonId":"l","player":"player-xyz","reports":[{"seq":"1","covered":[],"position":1}]}'],
    ['very deep brackets', '['.repeat(30_000)],
  ]
  test.each(BEATS)('a heartbeat of %s is refused', async (_what, body) => {
    const ask: Ask = {
      method: 'POST',
      body,
      cookie: pair.a.studentCookie,
      headers: { Origin: server.origin(host()), 'Content-Type': 'application/json' },
    }
    await expectRefusal(await server.ask(host(), urls.school.heartbeats(), ask), 400, /could not be read/, pair.a.tenant.id)
  })

  test('a heartbeat of nobody, for a lesson there is not, or for one the student is not in, moves nothing', async () => {
    const beat = (lessonId: string, cookie?: string) => {
      const body = JSON.stringify({ lessonId, player: 'player-of-nobody', reports: [{ seq: 1, covered: [[0, 9]], position: 9 }] })
      return server.ask(host(), urls.school.heartbeats(), {
        method: 'POST',
        body,
        headers: { Origin: server.origin(host()) },
        ...(cookie ? { cookie } : {}),
      })
    }
    await expectRefusal(await beat(pair.rows.lesson.id), 401, /sign in first/, pair.a.tenant.id)
    expect((await beat(pair.rows.lesson.id, pair.b.studentCookie)).status).toBe(401)
  })

  test('a form from another site is refused with its sentence, whatever it says', async () => {
    for (const origin of ['https://evil.test', 'null', server.origin(server.host(pair.b.slug))])
      await expectRefusal(
        await server.ask(host(), urls.school.signIn(), form(SIGN_IN, { Origin: origin })),
        403,
        /came from another site/,
        pair.a.tenant.id,
      )
    const { Origin: _, ...without } = form(SIGN_IN).headers ?? {}
    const silent = { method: 'POST', body: SIGN_IN, headers: { ...without, 'Sec-Fetch-Site': 'cross-site' } }
    expect((await server.ask(host(), urls.school.signIn(), silent)).status).toBe(403)
    expect((await server.ask(host(), urls.school.signIn(), { ...silent, headers: without, cookie: pair.a.studentCookie })).status).toBe(403)
  })
})

describe('refusals of client navigations', () => {
  test('each is turbo-stream that Remix’s client reads: at the root for data, as the error for an action', async () => {
    const unknown = await server.ask('nosuch.localhost', '/learn.data')
    expect(unknown.headers['x-remix-response']).toBe('yes')
    expect(await decoded(unknown.body)).toEqual({
      root: { error: { status: 404, statusText: '', data: { code: 'school.unknown', message: 'There is no school at this address.' } } },
    })
    const path = `${urls.school.signIn()}.data`
    const cross = await server.ask(host(), path, { form: { a: 'b' }, headers: { Origin: 'https://evil.test' } })
    expect(cross.status).toBe(403)
    expect(await decoded(cross.body)).toMatchObject({ error: { status: 403, data: { code: 'server.cross_origin' } } })
    const type = await server.ask(host(), path, {
      method: 'POST',
      body: '{}',
      headers: { Origin: server.origin(host()), 'Content-Type': 'application/json' },
    })
    expect(await decoded(type.body)).toMatchObject({ error: { status: 415, data: { code: 'server.wrong_type' } } })
    const malformed = await server.ask(host(), '/%zz.data')
    expect(await decoded(malformed.body)).toMatchObject({ root: { error: { status: 400 } } })
    const nothing = await server.ask(host(), '/nothing.data')
    expect(nothing.status).toBe(404)
    expect(JSON.stringify(await decoded(nothing.body))).toContain('server.not_found')
    for (const answer of [unknown, cross, type, malformed]) expect(answer.headers['content-type']).toContain('text/x-script')
  })
})

test('nothing of all this was written anywhere', () => {
  expect(dumps()).toEqual(before)
})

describe('replays', () => {
  test('a sign-up that is sent twice makes one account and says why the second is not taken', async () => {
    const form = { name: 'Twice', email: 'twice@staff.test', password: PASSWORD }
    const answers = await Promise.all([0, 1].map(() => server.ask(server.platform, urls.platform.signUp(), { form })))
    expect(answers.filter(({ status }) => status === 302)).toHaveLength(1)
    const second = answers.find(({ status }) => status !== 302)
    expect(second?.status).toBeGreaterThanOrEqual(400)
    expect(second?.status).toBeLessThan(500)
    expect(second?.text).toContain('There is an account with this e-mail already')
  })

  test('a code that is sent twice at the same moment enrols once', async () => {
    const { a, rows } = pair
    const [code = ''] = a.codes
    const outcomes = await Promise.allSettled([0, 1].map(() => redeemCode(a.tenant, rows.stranger.id, code)))
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const rowsOf = a.tenant.read((db) => db.select().from(enrollments).where(eq(enrollments.studentId, rows.stranger.id)).all())
    expect(rowsOf).toHaveLength(1)
  })

  test('a code of one school is not one at another', async () => {
    const { a, b, rows } = pair
    await expect(redeemCode(b.tenant, rows.stranger.id, a.codes[1] ?? '')).rejects.toMatchObject({ code: 'sales.code_of_another_school' })
  })

  test('an expired link says that reloading helps', async () => {
    const { a, rows } = pair
    const link = { a: rows.film, l: rows.lesson.id, c: rows.course.slug, s: rows.student.id, as: 'student' as const }
    const old = mediaToken(a.tenant, link, Date.now() - 24 * 3_600_000)
    await expectRefusal(
      await server.ask(host(), urls.school.media(old, MASTER), { cookie: a.studentCookie }),
      410,
      /has expired/,
      a.tenant.id,
    )
  })
})

describe('parts of an upload', () => {
  const SIZE = PART_BYTES + 5
  const FIRST = Buffer.alloc(PART_BYTES, 'first part ')
  const LAST = Buffer.from('last!')
  const offer = (number: number, bytes: Buffer): PartOffer => ({
    number,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('base64'),
  })

  async function begin(...offers: PartOffer[]) {
    const { tenant, owner } = pair.a
    const { uploadId } = await beginUpload(tenant, owner.id, { name: 'f.mp4', size: SIZE, kind: 'video' })
    const links = await signParts(tenant, uploadId, offers, (sealed) => urls.uploadPart(tenant.id, sealed))
    return { uploadId, links: links.map((link) => link.url) }
  }
  const put = (path = '', body: Buffer = LAST) =>
    server.ask(server.platform, path, {
      method: 'PUT',
      body,
      headers: { Origin: server.origin(server.platform), Accept: 'application/json' },
    })
  const stored = async (uploadId: string) => (await resumeUpload(pair.a.tenant, uploadId)).parts

  test('come in any order and more than once, and are then simply there', async () => {
    const { uploadId, links } = await begin(offer(1, FIRST), offer(2, LAST))
    expect((await put(links[1], LAST)).status).toBe(204)
    expect(await stored(uploadId)).toEqual([2])
    expect((await put(links[1], LAST)).status).toBe(204)
    expect((await put(links[0], FIRST)).status).toBe(204)
    expect(await stored(uploadId)).toEqual([1, 2])
  })

  test('of another size, checksum or number than was signed are not kept', async () => {
    const { uploadId, links } = await begin(offer(2, LAST), { ...offer(2, LAST), size: 4 }, offer(3, LAST), offer(1, LAST), offer(0, LAST))
    const refused = async (path: string | undefined, body: Buffer, what: string) => {
      const answer = await put(path, body)
      expect(answer.status, `${what}: ${answer.text}`).toBe(400)
      expect(JSON.parse(answer.text).message, what).toMatch(/^[A-Z].*\.$/)
      expect(await stored(uploadId), what).toEqual([])
    }
    await refused(links[0], Buffer.from('other'), 'another checksum')
    await refused(links[0], Buffer.from('too many bytes'), 'too many bytes')
    await refused(links[0], Buffer.from('few'), 'too few bytes')
    await refused(links[1], Buffer.from('last'), 'a size that is not the part’s')
    await refused(links[2], LAST, 'a part behind the last')
    await refused(links[3], LAST, 'the last part’s bytes as the first')
    await refused(links[4], LAST, 'a part before the first')
    expect((await put(links[0], LAST)).status).toBe(204)
  })

  test('without a length, with another method or from another site are refused', async () => {
    const { uploadId, links } = await begin(offer(2, LAST))
    const [link = ''] = links
    const chunked = `PUT ${link} HTTP/1.1\r\nHost: ${server.platform}\r\nOrigin: http://${server.platform}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nlast!\r\n0\r\n\r\n`
    expect(statusOf(await sendRaw(server.port, chunked))).toBe(411)
    expect((await server.ask(server.platform, link)).status).toBe(405)
    expect((await server.ask(server.platform, link, { method: 'PUT', body: LAST, headers: { Origin: 'https://evil.test' } })).status).toBe(
      403,
    )
    expect(await stored(uploadId)).toEqual([])
  })

  test('that break off in the middle are not kept, and can be sent again', async () => {
    const { uploadId, links } = await begin(offer(2, LAST))
    const head = `PUT ${links[0]} HTTP/1.1\r\nHost: ${server.platform}\r\nOrigin: http://${server.platform}\r\nContent-Length: 5\r\n\r\n`
    const broken = stall(server.port, `${head}la`)
    broken.socket.end()
    await broken.closed
    expect(await stored(uploadId)).toEqual([])
    await until('the part is taken', async () => (await put(links[0], LAST)).status === 204)
    expect(await stored(uploadId)).toEqual([2])
  })

  test('of an upload that was given up are refused', async () => {
    const { uploadId, links } = await begin(offer(2, LAST))
    await abandonUpload(pair.a.tenant, pair.a.owner.id, uploadId)
    expect((await put(links[0], LAST)).status).toBe(404)
  })
})

test('a connection that sends its headers too slowly is told so and closed', async () => {
  expect(await slow.closed).toMatch(/^HTTP\/1\.1 408 /)
})

test('after all of it the server is the same process, answers everybody, and has failed at nothing', async () => {
  for (const { slug, word, studentCookie } of [pair.a, pair.b]) {
    expect((await server.ask(server.host(slug), '/')).text).toContain(word)
    expect((await server.ask(server.host(slug), urls.school.learn(), { cookie: studentCookie })).status).toBe(200)
  }
  expect((await server.ask(server.platform, '/healthz')).status).toBe(200)
  expect(server.logged({ msg: 'listening' })).toHaveLength(1)
  expect(server.logged({ level: 'error' })).toEqual([])
  expect(server.output.split('\n').filter((line) => line && !line.startsWith('{'))).toEqual([])
})
