import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { urls } from '#app/urls.ts'
import { events } from '#tenants/events/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { latestJob } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { type MediaLink, mediaToken } from '#tenants/media/links.ts'
import { chooseVideoBy } from '#tenants/media/mux/choice.ts'
import { removeAtMux } from '#tenants/media/mux/delete-at-mux.ts'
import { deleteAtMux, prepareAtMux } from '#tenants/media/mux/jobs.ts'
import { moveAll } from '#tenants/media/mux/move.ts'
import { retryAsset } from '#tenants/media/retry-asset.ts'
import { assets } from '#tenants/media/schema.ts'
import { watchable } from '#tenants/media/watchable.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { sessions as staffSessions } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { FakeMux } from '#tests/fakes/mux/server.ts'
import { aStudent, type SignedIn } from '#tests/setup/film.ts'
import { aFilm, aPublishedCourse, aSchool, type CourseFixture, DEVICE, openSchools } from '#tests/setup/kit.ts'
import { rowOf, sendToMux } from '#tests/setup/mux.ts'
import { type Ask, TestServer } from '#tests/setup/server.ts'

const WEBHOOK = '/webhooks/mux'
const LONG = 120_000

let folder: string
let clip: string
let fake: FakeMux
let server: TestServer
let schools: Schools
let tenant: Tenant
let owner: string
let other: Tenant
let film: string
let made: CourseFixture
let ines: SignedIn
let stranger: SignedIn

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-mux-'))
  clip = await aFilm(folder, { seconds: 4, size: '320x180' })
  fake = await FakeMux.start()
  server = await TestServer.start({ env: fake.env })
  fake.webhooks.url = `http://${server.platform}${WEBHOOK}`
  schools = openSchools(server.dataDir, server.port, fake.env)
  const school = await aSchool(schools, 'madder')
  ;({ tenant } = school)
  owner = school.owner.id
  other = (await aSchool(schools, 'weld', school.owner)).tenant
  await chooseVideoBy(tenant, owner, 'mux')
  film = await sendToMux(tenant, owner, clip)
  await ready(tenant, film)
  made = await aPublishedCourse(tenant, owner, { assetId: film })
  ines = await aStudent(tenant, 'ines', made.course)
  stranger = await aStudent(tenant, 'sam')
}, LONG)
afterAll(async () => {
  schools.close()
  await server.remove()
  await fake.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  fake.webhooks.held = false
})

const ready = (whose: Tenant, id: string, by = 'mux') =>
  vi.waitFor(() => expect(rowOf(whose, id)).toMatchObject({ state: 'ready', preparedBy: by }), { timeout: 60_000, interval: 100 })
const linkOf = (change: Partial<Omit<MediaLink, 'e'>> = {}) => {
  const a = change.a ?? film
  const row = rowOf(tenant, a)
  const o = tenant.read((db) => watchable(db, row)?.attempt) ?? ''
  return mediaToken(tenant, { a, o, l: made.lessons[1]?.id ?? '', c: made.course.slug, s: ines.id, as: 'student', ...change })
}
const get = (
  token: string,
  object: string,
  { cookie = ines.cookie, host = server.host('madder'), ...more }: Ask & { host?: string } = {},
) => server.ask(host, urls.school.media(token, object), { cookie, ...more })
/** What a player asks for, one after the other. */
async function walk(token = linkOf(), ask: Ask = {}) {
  const master = await get(token, 'master.m3u8', ask)
  const [rendition = ''] = /mux\/\S+\.m3u8/.exec(master.text) ?? []
  const list = await get(token, rendition, ask)
  const segment = /^[^#\s]\S*\/\d+\.ts$/m.exec(list.text)?.[0] ?? ''
  return { master, list, rendition, segment: `mux/${segment}` }
}
const tell = ({ body, headers }: { body: string; headers: Record<string, string> }) =>
  server.ask(server.platform, WEBHOOK, { method: 'POST', body, headers: { ...headers, 'Content-Type': 'application/json' } })

test('a film that was sent to Mux plays by our own addresses; each segment is where Mux has it, for who may watch', async () => {
  expect(rowOf(tenant, film)).toMatchObject({ seconds: expect.closeTo(4, 0), width: 320, height: 180, sourceKey: null, outputPrefix: null })
  const { master, list, segment } = await walk()
  expect([master.status, list.status]).toEqual([200, 200])
  for (const text of [master.text, list.text]) expect(text).not.toMatch(/https?:|token=|127\.0\.0\.1/)
  const sent = await get(linkOf(), segment)
  expect([sent.status, sent.headers['cache-control']]).toEqual([302, 'private, no-store'])
  const bytes = Buffer.from(await (await fetch(String(sent.headers.location))).arrayBuffer())
  expect(bytes[0]).toBe(0x47)
  const poster = await get(linkOf(), 'poster.jpg')
  expect((await fetch(String(poster.headers.location))).headers.get('content-type')).toBe('image/jpeg')
  const index = await get(linkOf(), 'storyboard.vtt')
  expect([index.status, index.headers['content-type']]).toEqual([200, 'text/vtt; charset=utf-8'])
  expect(index.text).toMatch(/^storyboard-0\.jpg#xywh=0,0,\d+,\d+$/m)
  expect(index.text).not.toMatch(/https?:|token=/)
  const sheet = await get(linkOf(), 'storyboard-0.jpg')
  expect((await fetch(String(sheet.headers.location))).headers.get('content-type')).toBe('image/jpeg')
})

test('a file that is all there becomes a film, though the page was closed before it could say so', async () => {
  const id = await sendToMux(tenant, owner, clip, { isClosed: true })
  await ready(tenant, id)
  const finished = tenant.read((db) => db.select().from(events).where(eq(events.type, 'upload.finished')).all())
  expect(finished.filter(({ actor, data }) => actor === owner && JSON.stringify(data).includes(id))).toHaveLength(1)
})

test('who may not watch gets neither a playlist nor where a segment is', async () => {
  const { rendition, segment } = await walk()
  for (const object of ['master.m3u8', rendition, segment, 'poster.jpg', 'storyboard.vtt', 'storyboard-0.jpg']) {
    const statuses = await Promise.all([
      get(linkOf(), object, { cookie: '' }),
      get(linkOf(), object, stranger),
      get(linkOf({ s: stranger.id }), object, stranger),
      get(linkOf(), object, { host: server.host('weld') }),
      get(linkOf(), object, { headers: { Referer: 'https://pirate.example/film' } }),
      get(linkOf({ o: 'an-earlier-one' }), object),
    ])
    expect([object, ...statuses.map(({ status }) => status)]).toEqual([object, 403, 403, 403, 403, 403, 410])
  }
})

test('nobody makes the server fetch, or send a player to, what Mux has not named', async () => {
  const { rendition, segment } = await walk()
  const paths = [
    ...[rendition.replace(/[0-9a-f]{12}/, '0'.repeat(12)), segment.replace(/\d+\.ts$/, '99999.ts'), 'mux/http://169.254.169.254/x.ts'],
    ...['mux/..%2f..%2fx.m3u8', `${segment}?url=http://127.0.0.1`.replace('/mux', '/x'), 'key', '360p/00000.ts', 'source'],
  ]
  const found = await Promise.all(paths.map(async (path) => (await get(linkOf(), path)).status))
  // A question mark changes nothing.
  expect(found).toEqual([404, 404, 404, 404, 302, 404, 404, 404])
})

test('a school’s file that names another school’s film at Mux is shown nothing of it', async () => {
  const { muxAssetId, muxPlaybackId } = rowOf(tenant, film)
  const copy = 'asset_copied'
  const row = { kind: 'video', state: 'ready', name: 'film', size: 1, seconds: 4, createdBy: owner, createdAt: 1 } as const
  await other.transact(
    (tx) =>
      void tx
        .insert(assets)
        .values({ ...row, id: copy, preparedBy: 'mux', muxAssetId, muxPlaybackId })
        .run(),
  )
  const course = await aPublishedCourse(other, owner, { assetId: copy })
  const student = await aStudent(other, 'ines', course.course)
  const link = {
    a: copy,
    o: `mux-${muxAssetId}`,
    l: course.lessons[1]?.id ?? '',
    c: course.course.slug,
    s: student.id,
    as: 'student',
  } as const
  const token = mediaToken(other, link)
  const asked = { host: server.host('weld'), cookie: student.cookie }
  for (const object of ['master.m3u8', 'poster.jpg', (await walk()).segment]) expect((await get(token, object, asked)).status).toBe(404)
})

test('a webhook that is not signed, is old or was changed is refused; one that comes twice is taken twice', async () => {
  const event = fake.webhooks.happened.find(({ type }) => type === 'video.asset.ready')!
  const good = fake.webhooks.request(event)
  expect((await tell(good)).status).toBe(204)
  // Again, as Mux may.
  expect((await tell(good)).status).toBe(204)
  expect((await tell(fake.webhooks.request(event, Date.now() - 6 * 60_000))).status).toBe(400)
  expect((await tell({ ...good, body: good.body.replace('ready', 'READY') })).status).toBe(400)
  expect((await tell({ ...good, headers: {} })).status).toBe(400)
  expect((await server.ask(server.host('madder'), WEBHOOK, { method: 'POST', body: good.body, headers: good.headers })).status).toBe(415)
  expect((await server.ask(server.platform, WEBHOOK)).status).toBe(405)
  expect((await server.ask(server.platform, WEBHOOK, { method: 'POST', body: Buffer.alloc(950_000) })).status).toBe(413)
})

test('what cannot be written down now is told again, and taken then', async () => {
  const { type, object, data } = fake.webhooks.happened.find((one) => one.type === 'video.asset.ready')!
  const file = new Database(schools.pool.path(tenant.id))
  onTestFinished(() => void file.close())
  file.exec('BEGIN IMMEDIATE')
  fake.webhooks.tell(type, object, data)
  await fake.settled()
  expect(fake.webhooks.untaken).toEqual(['video.asset.ready'])
  file.exec('ROLLBACK')
  await fake.pass(60_000)
  expect(fake.webhooks.untaken).toEqual([])
})

const jobsOf = (whose: Tenant) => whose.read((db) => db.select({ id: jobs.id, kind: jobs.kind, subject: jobs.subject }).from(jobs).all())

test('what Mux says of one school’s film, with another school’s name written on it, touches neither', async () => {
  const event = fake.webhooks.happened.find(({ type }) => type === 'video.asset.ready')!
  const rows = () => [rowOf(tenant, film), jobsOf(tenant), other.read((db) => db.select().from(assets).all())]
  const before = rows()
  const known = new Set(jobsOf(other).map(({ id }) => id))
  const passthrough = `${other.id}/${film}`
  for (const type of ['video.asset.ready', 'video.asset.errored', 'video.asset.deleted']) {
    const forged = { ...event, type, data: { ...event.data, passthrough } }
    expect((await tell(fake.webhooks.request(forged))).status).toBe(204)
  }
  expect(rows()).toEqual(before)
  // The school that is named there looks after what might be its own, once; and it deletes nothing of another's.
  const put = jobsOf(other).filter(({ id }) => !known.has(id))
  expect(put).toMatchObject([{ kind: deleteAtMux.name, subject: rowOf(tenant, film).muxAssetId }])
  await removeAtMux(other.mux!, { assetId: film, upload: null, muxAsset: rowOf(tenant, film).muxAssetId })
  expect(fake.films.find(rowOf(tenant, film).muxAssetId ?? '')).toBeDefined()
  expect((await walk()).master.status).toBe(200)
})

test(
  'without any webhook the server looks by itself; one that comes twice and backwards changes nothing',
  async () => {
    fake.webhooks.held = true
    const quiet = await sendToMux(tenant, owner, clip)
    await ready(tenant, quiet)
    const { readyAt } = rowOf(tenant, quiet)
    fake.webhooks.copies = 2
    fake.webhooks.release({ reversed: true })
    await fake.settled()
    fake.webhooks.copies = 1
    expect(rowOf(tenant, quiet)).toMatchObject({ state: 'ready', readyAt })
  },
  LONG,
)

test(
  'what Mux cannot read fails with a reason; trying again asks Mux again',
  async () => {
    const text = join(folder, 'text.mp4')
    await writeFile(text, 'no film, whatever its name says. '.repeat(100))
    const bad = await sendToMux(tenant, owner, text)
    const failed = () => expect(rowOf(tenant, bad)).toMatchObject({ state: 'failed', failure: 'mux.not_media' })
    await vi.waitFor(failed, { timeout: 60_000 })
    const tries = () => tenant.read((db) => latestJob(db, bad))?.id
    const [first, asked] = [tries(), fake.api.asked.length]
    await retryAsset(tenant, owner, bad)
    expect(tries()).not.toBe(first)
    await vi.waitFor(failed, { timeout: 60_000 })
    expect(fake.api.asked.slice(asked)).toContainEqual(expect.stringMatching(/^get (upload|asset) /))
  },
  LONG,
)

test(
  'a film goes from Mux to our own ffmpeg and back; it plays all the while, and nothing is left where it was',
  async () => {
    const { muxAssetId: first } = rowOf(tenant, film)
    await chooseVideoBy(tenant, owner, 'lectern')
    expect(await moveAll(tenant, owner, 'lectern')).toBeGreaterThan(0)
    // Two clicks start one move.
    expect(await moveAll(tenant, owner, 'lectern')).toBe(0)
    expect((await walk()).master.status).toBe(200)
    await ready(tenant, film, 'lectern')
    const here = rowOf(tenant, film)
    expect(here).toMatchObject({ sourceKey: `assets/${film}/source`, muxAssetId: null, muxPlaybackId: null })
    const [top] = here.renditions ?? []
    const rung = `${top && 'name' in top ? top.name : ''}/index.m3u8`
    expect((await get(linkOf(), rung)).status).toBe(200)

    expect(await moveAll(tenant, owner, 'mux')).toBeGreaterThan(0)
    expect((await get(linkOf(), rung)).status).toBe(200)
    const old = linkOf()
    await ready(tenant, film, 'mux')
    expect(rowOf(tenant, film).muxAssetId).not.toBe(first)
    expect((await walk()).list.status).toBe(200)
    // Who began with what we had goes on with it.
    expect((await get(old, rung)).status).toBe(200)
  },
  LONG,
)

test('an original that Mux fetches from here is shown by its link as long as something is at work on the video, and to nobody after', async () => {
  const id = 'asset_sent'
  const sourceKey = `assets/${id}/source`
  await tenant.files.put(sourceKey, Buffer.from('as it was uploaded'))
  const row = { kind: 'video', state: 'ready', name: 'film', size: 18, seconds: 4, createdBy: owner, createdAt: 1 } as const
  const now = Date.now()
  await tenant.transact((tx) => {
    tx.insert(assets)
      .values({ ...row, id, sourceKey })
      .run()
    enqueue(tx, prepareAtMux, { payload: { assetId: id, begunAt: now }, subject: id, runAt: now + 3_600_000 }, now)
  })
  const link = (school: Tenant, token = tenant.seal('source', { a: id, e: now + 3_600_000 })) => `/sources/${school.id}/${token}`
  const shown = await server.ask(server.platform, link(tenant))
  expect([shown.status, shown.text]).toEqual([200, 'as it was uploaded'])
  const over = link(tenant, tenant.seal('source', { a: id, e: now - 1 }))
  const refused = [
    server.ask(server.platform, link(other)),
    server.ask(server.host('madder'), link(tenant)),
    server.ask(server.platform, over),
  ]
  expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([404, 404, 404])
  await tenant.transact((tx) => void tx.update(jobs).set({ state: 'done' }).where(eq(jobs.subject, id)).run())
  expect((await server.ask(server.platform, link(tenant))).status).toBe(404)
})

test(
  'on an installation without an account the lesson and the dashboard say so, in place of a film that never comes',
  async () => {
    const plain = await TestServer.start()
    onTestFinished(() => plain.remove())
    const own = openSchools(plain.dataDir, plain.port)
    onTestFinished(() => own.close())
    const { tenant: left, owner: person } = await aSchool(own, 'madder')
    const [row, atMux] = [{ ...rowOf(tenant, film) }, { preparedBy: 'mux', muxAssetId: 'there', muxPlaybackId: 'there' } as const]
    await left.transact(
      (tx) =>
        void tx
          .insert(assets)
          .values({ ...row, ...atMux, sourceKey: null, outputPrefix: null, renditions: null })
          .run(),
    )
    const { course, lessons } = await aPublishedCourse(left, person.id, { assetId: film })
    const student = await aStudent(left, 'ines', course)
    const { id } = lessons[1]!
    const page = await plain.ask(plain.host('madder'), urls.school.lesson(course.slug, id), { cookie: student.cookie })
    expect([page.status, page.text.includes('This video cannot be shown at the moment')]).toEqual([200, true])
    const cookie = `lectern-staff=${await own.registry.transact((tx) => startSession(tx, staffSessions, person.id, DEVICE))}`
    const lesson = await plain.ask(plain.platform, urls.dashboard.lesson('madder', course.id, id), { cookie })
    expect(lesson.text).toContain('This video is at Mux, and cannot be shown here')
    const settings = await plain.ask(plain.platform, urls.dashboard.videoSettings('madder'), { cookie })
    expect(settings.text).not.toContain('Where videos are prepared')
    expect((await plain.ask(plain.platform, urls.dashboard.videosBy('madder'), { cookie, form: { choice: 'mux' } })).status).toBe(409)
    expect(settings.headers['content-security-policy']).not.toContain('mux')
  },
  LONG,
)
