import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { publishCourse, unpublishCourse } from '#tenants/courses/versions.ts'
import { type MediaLink, mediaToken } from '#tenants/media/links.ts'
import { changeStudents } from '#tenants/people/changes.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { changeProtection, protectionOf } from '#tenants/protection/protection.ts'
import type { Protection } from '#tenants/protection/schema.ts'
import { sessions as staffSessions } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aFinishedFilm, anotherSession, aStudent, type SignedIn } from '#tests/setup/film.ts'
import { aPublishedCourse, aSchool, type CourseFixture, DEVICE, openSchools } from '#tests/setup/kit.ts'
import { type Ask, TestServer } from '#tests/setup/server.ts'

const OPEN: Protection = { watermark: 'off', streams: null, countryRule: 'all', countries: [], encrypts: false }
const SEGMENT = '360p/00000.ts'
const HOUR = 3_600_000

let server: TestServer
let schools: Schools
let tenant: Tenant
let owner: string
let staff: string
let neighbour: { tenant: Tenant; film: string; student: SignedIn; made: CourseFixture }
let film: string
let made: CourseFixture
let ines: SignedIn
let stranger: SignedIn

beforeAll(async () => {
  server = await TestServer.start({ env: { COUNTRY_HEADER: 'cf-ipcountry', TRUSTED_PROXIES: '1' } })
  schools = openSchools(server.dataDir, server.port)
  const school = await aSchool(schools, 'madder')
  ;({ tenant } = school)
  owner = school.owner.id
  staff = `lectern-staff=${await schools.registry.transact((tx) => startSession(tx, staffSessions, owner, DEVICE))}`
  const next = (await aSchool(schools, 'weld', school.owner)).tenant
  const nextFilm = await aFinishedFilm(next)
  const nextMade = await aPublishedCourse(next, owner, { assetId: nextFilm })
  neighbour = { tenant: next, film: nextFilm, made: nextMade, student: await aStudent(next, 'ines', nextMade.course) }
  film = await aFinishedFilm(tenant, { segmentKey: Buffer.alloc(16, 7).toString('hex') })
  made = await aPublishedCourse(tenant, owner, { assetId: film })
  stranger = await aStudent(tenant, 'sam')
})
afterAll(async () => {
  schools.close()
  await server.remove()
})
/** Somebody new each time, so that nobody's devices of the test before watch. */
let born = 0
beforeEach(async () => {
  ines = await aStudent(tenant, `ines${born++}`, made.course)
  await protect(OPEN)
})

const protect = (change: Partial<Protection>) => changeProtection(tenant, owner, { ...OPEN, ...change }, true)
const lesson = () => made.lessons[1]?.id ?? ''
const linkOf = (change: Partial<Omit<MediaLink, 'e'>> = {}, now?: number) =>
  mediaToken(tenant, { a: film, o: '1', l: lesson(), c: made.course.slug, s: ines.id, as: 'student', ...change }, now)
const get = (
  token: string,
  object = SEGMENT,
  { host = server.host('madder'), cookie = ines.cookie, ...more }: Ask & { host?: string } = {},
) => server.ask(host, urls.school.media(token, object), { cookie, ...more })
const statusOf = async (...how: Parameters<typeof get>) => (await get(...how)).status

/** Small pictures of the whole film, and where they and its key pictures are. */
const PICTURES = ['storyboard.vtt', 'storyboard-0.jpg', '360p/iframes.m3u8']

test('who may watch gets playlists, segments, pictures and the key; the browser asks anew each time', async () => {
  const token = linkOf()
  for (const object of ['master.m3u8', '360p/index.m3u8', SEGMENT, 'poster.jpg', ...PICTURES]) {
    const { status, headers } = await get(token, object)
    expect([object, status, headers['cache-control']]).toEqual([object, 200, 'private, no-cache'])
  }
  const key = await get(token, 'key')
  expect([key.status, key.headers['cache-control'], key.body]).toEqual([200, 'private, no-store', Buffer.alloc(16, 7)])
  const etag = String((await get(token)).headers.etag)
  expect(await statusOf(token, SEGMENT, { headers: { 'If-None-Match': etag } })).toBe(304)
})

// Each names a way to a segment without the right to it, and what it is answered.
const WAYS: readonly [how: string, status: number, ask: () => Promise<number>][] = [
  ['without a session', 403, () => statusOf(linkOf(), SEGMENT, { cookie: '' })],
  [
    'in the session of a student who is not in the course, by a link of their own',
    403,
    () => statusOf(linkOf({ s: stranger.id }), SEGMENT, stranger),
  ],
  ['in another student’s session, by a link that was passed on', 403, () => statusOf(linkOf(), SEGMENT, stranger)],
  ['as a visitor, by a student’s link', 403, () => statusOf(linkOf(), SEGMENT, { cookie: 'lectern-visitor=anybody' })],
  [
    'as a visitor, of a lesson that is not free',
    403,
    () => statusOf(linkOf({ as: 'visitor', s: 'hash' }), SEGMENT, { cookie: 'lectern-visitor=anybody' }),
  ],
  ['by a link of yesterday', 410, () => statusOf(linkOf({}, Date.now() - 24 * HOUR))],
  ['by a link with another asset written into it', 403, () => statusOf(forged({ a: neighbour.film }))],
  ['by a link with a later hour written into it', 403, () => statusOf(forged({ e: Date.now() + 999 * HOUR }))],
  ['by a link without its signature', 403, () => statusOf(linkOf().split('.')[0] ?? '')],
  ['by a link that another school signed', 403, () => statusOf(mediaToken(neighbour.tenant, payload()))],
  [
    'by a link that was sealed for another purpose',
    403,
    () => statusOf(tenant.seal('upload-part', { ...payload(), e: Date.now() + HOUR })),
  ],
  ['on another school’s host', 403, () => statusOf(linkOf(), SEGMENT, { host: server.host('weld') })],
  ['on the platform’s host', 404, () => statusOf(linkOf(), SEGMENT, { host: server.platform })],
  ['by a link for staff, on the school’s host', 403, () => statusOf(linkOf({ as: 'staff', s: owner }), SEGMENT, { cookie: staff })],
  [
    'by a link for a preview that nobody began',
    403,
    () => statusOf(linkOf({ as: 'preview', s: 'preview_1' }), SEGMENT, { cookie: 'lectern-view=x' }),
  ],
  ['by a link of a lesson with another film in it', 403, async () => statusOf(linkOf({ a: await aFinishedFilm(tenant) }))],
  ['by a link of an attempt that is no more', 410, () => statusOf(linkOf({ o: 'an-earlier-one' }))],
  ['of the source, behind the link', 404, () => statusOf(linkOf(), 'source')],
  ['of the source, by a path that climbs', 404, () => statusOf(linkOf(), '360p/..%2f..%2fsource')],
  ['of a neighbour’s film, by a path that climbs', 404, () => statusOf(linkOf(), `../../${neighbour.film}/1/${SEGMENT}`)],
  ['where it lies in storage', 404, async () => (await ask(`/files/schools/${tenant.id}/assets/${film}/1/${SEGMENT}`)).status],
  ['by POST', 405, async () => (await ask(urls.school.media(linkOf(), SEGMENT), { form: {} })).status],
  ['by HEAD, without a session', 403, () => statusOf(linkOf(), SEGMENT, { method: 'HEAD', cookie: '' })],
  ['a part of it, without a session', 403, () => statusOf(linkOf(), SEGMENT, { cookie: '', headers: { Range: 'bytes=0-10' } })],
  ['the key alone, in another student’s session', 403, () => statusOf(linkOf(), 'key', stranger)],
  ['as a page of another site', 403, () => statusOf(linkOf(), SEGMENT, { headers: { Origin: 'https://pirate.example' } })],
  ['as a page without an origin', 403, () => statusOf(linkOf(), SEGMENT, { headers: { Origin: 'null' } })],
  ['as a player on another site', 403, () => statusOf(linkOf(), SEGMENT, { headers: { Referer: 'https://pirate.example/film' } })],
  ['as another site that hides its name', 403, () => statusOf(linkOf(), SEGMENT, { headers: { 'Sec-Fetch-Site': 'cross-site' } })],
  ['as a neighbour school’s page', 403, () => statusOf(linkOf(), SEGMENT, { headers: { Referer: `http://${server.host('weld')}/` } })],
]

const payload = () => ({ a: film, o: '1', l: lesson(), c: made.course.slug, s: ines.id, as: 'student' as const })
const ask = (path: string, how: Ask = {}) => server.ask(server.host('madder'), path, { cookie: ines.cookie, ...how })
function forged(change: Partial<MediaLink>): string {
  const [body = '', signature = ''] = linkOf().split('.')
  const link: unknown = JSON.parse(Buffer.from(body, 'base64url').toString())
  return `${Buffer.from(JSON.stringify(Object.assign({}, link, change))).toString('base64url')}.${signature}`
}

test.each(WAYS)('no segment %s', async (_, status, way) => {
  expect(await way()).toBe(status)
  expect(await statusOf(linkOf()), 'with the right to it').toBe(200)
})

test.each(PICTURES)('%s is of the film: nobody else’s, and gone with the right to it, for the lesson’s country alone', async (object) => {
  const token = linkOf()
  expect(await statusOf(token, object, { cookie: '' })).toBe(403)
  expect(await statusOf(token, object, stranger)).toBe(403)
  expect(await statusOf(linkOf({ s: stranger.id }), object, stranger)).toBe(403)
  expect(await statusOf(token, object, { host: server.host('weld'), cookie: neighbour.student.cookie })).toBe(403)
  expect(await statusOf(token, object, { headers: { Referer: 'https://pirate.example/film' } })).toBe(403)
  await protect({ countryRule: 'only', countries: ['AT'] })
  expect(await statusOf(token, object, from('DE'))).toBe(451)
  await protect(OPEN)
  expect(await statusOf(token, object)).toBe(200)
  await changeStudents(tenant, owner, { ids: [ines.id] }, { what: 'revoke', courseId: made.course.id })
  expect(await statusOf(token, object)).toBe(403)
})

test('what is no small picture of the film is not there by its name', async () => {
  for (const object of [
    'storyboard-1.jpg',
    'storyboard-.jpg',
    'storyboard-0000.jpg',
    'storyboard-0.vtt',
    '360p/storyboard.vtt',
    'iframes.m3u8',
  ])
    expect(await statusOf(linkOf(), object), object).toBe(404)
})

test('a key picture is a part of its segment, and is answered as one', async () => {
  const { status, headers, body } = await get(linkOf(), SEGMENT, { headers: { Range: 'bytes=188-375' } })
  expect([status, headers['content-range'], body.length]).toEqual([206, 'bytes 188-375/752', 188])
})

test('who looks along the scrubber takes no device’s place', async () => {
  await protect({ streams: 1 })
  const second = await anotherSession(tenant, ines.id, Date.now() - HOUR)
  expect(await statusOf(linkOf())).toBe(200)
  for (const object of PICTURES) expect(await statusOf(linkOf(), object, { cookie: second }), object).toBe(200)
  expect(await statusOf(linkOf(), SEGMENT, { cookie: second })).toBe(429)
})

test('a link ends with the right to it: enrolment, account, session, lesson and course', async () => {
  const token = linkOf()
  const change = (what: Parameters<typeof changeStudents>[3]) => changeStudents(tenant, owner, { ids: [ines.id] }, what)
  expect(await statusOf(token)).toBe(200)
  await change({ what: 'revoke', courseId: made.course.id })
  expect(await statusOf(token)).toBe(403)
  await change({ what: 'grant', courseId: made.course.id, endsAt: null })
  expect(await statusOf(token)).toBe(200)
  await changeLesson(tenant, owner, made.course.id, lesson(), { assetId: null })
  expect(await statusOf(token), 'before it is published').toBe(200)
  await publishCourse(tenant, owner, made.course.id)
  expect(await statusOf(token)).toBe(403)
  await changeLesson(tenant, owner, made.course.id, lesson(), { assetId: film })
  await publishCourse(tenant, owner, made.course.id)
  expect(await statusOf(token)).toBe(200)
  await unpublishCourse(tenant, owner, made.course.id)
  expect(await statusOf(token)).toBe(403)
  await publishCourse(tenant, owner, made.course.id)
  await change({ what: 'suspend' })
  expect(await statusOf(token)).toBe(403)
})

const from = (country: string) => ({ headers: { 'CF-IPCountry': country } })

test('a school that names countries shows its films there and nowhere else', async () => {
  const token = linkOf()
  await protect({ countryRule: 'only', countries: ['AT', 'CH'] })
  expect(await statusOf(token, SEGMENT, from('AT'))).toBe(200)
  for (const elsewhere of ['DE', 'XX', 'T1', '']) expect(await statusOf(token, SEGMENT, from(elsewhere)), elsewhere).toBe(451)
  expect(await statusOf(token)).toBe(451)
  expect(await statusOf(token, 'key', from('DE'))).toBe(451)
  const page = (country: string) => ask(urls.school.lesson(made.course.slug, lesson()), from(country))
  expect((await page('DE')).text).toContain('Not shown in your country')
  expect((await page('AT')).text).not.toContain('Not shown in your country')
})

test('a school that leaves countries out shows its films everywhere else, and a neighbour’s are shown there', async () => {
  await protect({ countryRule: 'except', countries: ['DE'] })
  expect(await statusOf(linkOf(), SEGMENT, from('de'))).toBe(451)
  for (const elsewhere of ['AT', 'XX', '']) expect(await statusOf(linkOf(), SEGMENT, from(elsewhere)), elsewhere).toBe(200)
  const { tenant: next, film: a, student, made: course } = neighbour
  const theirs = mediaToken(next, { a, o: '1', l: course.lessons[1]?.id ?? '', c: course.course.slug, s: student.id, as: 'student' })
  expect(await statusOf(theirs, SEGMENT, { ...from('DE'), host: server.host('weld'), cookie: student.cookie })).toBe(200)
})

test('one device too many is told so, and the others go on', async () => {
  const token = linkOf()
  const [second, third] = [
    await anotherSession(tenant, ines.id, Date.now() - HOUR),
    await anotherSession(tenant, ines.id, Date.now() - 2 * HOUR),
  ]
  await protect({ streams: 2 })
  expect([await statusOf(token), await statusOf(token, SEGMENT, { cookie: second })]).toEqual([200, 200])
  const refused = await get(token, SEGMENT, { cookie: third })
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60'])
  expect([await statusOf(token), await statusOf(token, SEGMENT, { cookie: second })]).toEqual([200, 200])
})

test('a television gets a link of its own, which needs no cookie, is for one film, and takes the place of what sent it', async () => {
  await protect({ streams: 1 })
  const token = linkOf()
  expect(await statusOf(token)).toBe(200)
  const handOver = (cookie: string, path = `/media/${token}/receiver`) => ask(path, { form: {}, cookie })
  expect((await handOver('')).status).toBe(403)
  expect((await handOver(stranger.cookie)).status).toBe(403)
  const { src } = JSON.parse((await handOver(ines.cookie)).text) as { src: string }
  const path = new URL(src).pathname.replace('master.m3u8', SEGMENT)
  const watch = (how: Ask = {}, at = path) => server.ask(server.host('madder'), at, how)
  const shown = await watch({ headers: { Origin: 'https://www.gstatic.com' } })
  expect([shown.status, shown.headers['access-control-allow-origin']]).toEqual([200, 'https://www.gstatic.com'])
  expect((await watch({ headers: { Origin: 'https://pirate.example' } })).status).toBe(403)
  // The link was passed on, to somebody at another address.
  expect((await watch({ headers: { 'X-Forwarded-For': '203.0.113.9' } })).status).toBe(429)
  // What it is not: a way to other links, or to another film.
  expect((await handOver('', path.replace(SEGMENT, 'receiver'))).status).toBe(403)
  expect((await handOver(ines.cookie, path.replace(SEGMENT, 'receiver'))).status).toBe(403)
  await ask(urls.school.signOut(), { form: {} })
  expect((await watch()).status).toBe(403)
})

test('what staff choose holds from the next segment on; what no form of theirs sends changes nothing', async () => {
  const choose = (form: Record<string, string>, cookie = staff) =>
    server.ask(server.platform, `${urls.dashboard.protection('madder')}.data`, { form, cookie })
  const choices = { watermark: 'off', streams: '', countryRule: 'except', country: 'DE' }
  expect((await choose(choices)).status).toBe(200)
  expect(await statusOf(linkOf(), SEGMENT, from('DE'))).toBe(451)
  expect((await choose({ ...choices, countryRule: 'only', country: '' })).status).toBe(400)
  for (const nonsense of [{ watermark: 'loud' }, { streams: '0' }, { streams: '99' }, { countryRule: 'none' }, { country: 'XX' }])
    expect((await choose({ ...choices, ...nonsense })).status, JSON.stringify(nonsense)).toBe(400)
  const { country: _, ...none } = choices
  expect((await choose(none)).text).toContain('Name at least one country')
  expect(tenant.read(protectionOf)).toEqual({ ...OPEN, countryRule: 'except', countries: ['DE'] })
  expect((await choose({ ...choices, countryRule: 'all', watermark: 'email', streams: '2', encrypts: 'on' })).status).toBe(200)
  expect(tenant.read(protectionOf)).toEqual({ ...OPEN, watermark: 'email', streams: 2, encrypts: true })
  expect(await statusOf(linkOf(), SEGMENT, from('DE'))).toBe(200)
})
