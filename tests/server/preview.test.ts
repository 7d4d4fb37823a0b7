import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cookieName } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { lessonsInOrder } from '#tenants/courses/find.ts'
import { saveLessonBody } from '#tenants/courses/lesson-body.ts'
import { courseStaff, lessons } from '#tenants/courses/schema.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { sealPreview } from '#tenants/previews/previews.ts'
import { previewSessions } from '#tenants/previews/schema.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { memberships, sessions } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { aClass, beatBody, type Class } from '#tests/setup/a-class.ts'
import { DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { cookieOf, TestServer } from '#tests/setup/server.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let weld: Class
let host: string
/** A course nobody has published, with a film and a text, in a school; and who teaches it. */
let draft: { id: string; slug: string; film: string; text: string }
let teacher: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-preview-'))
  server = await TestServer.start({ dataDir })
  schools = openSchools(dataDir, server.port)
  weld = await aClass(schools, 'weld', 1)
  host = server.host('weld')
  const sections = [{ title: 'Roots', lessons: ['Digging madder', 'Reading the vat'] }]
  const course = await createCourse(weld.tenant, weld.ownerId, {
    title: 'Indigo in secret',
    outcome: '',
    price: 0,
    currency: 'USD',
    sections,
  })
  const [film = '', text = ''] = weld.tenant.read((db) => lessonsInOrder(db, course.id)).map(({ id }) => id)
  draft = { id: course.id, slug: course.slug, film, text }
  await saveLessonBody(weld.tenant, weld.ownerId, draft.id, text, '<p>Typed a moment ago</p>', 0)
  const asset = weld.tenant.read((db) => db.select().from(lessons).where(eq(lessons.id, weld.lesson)).get())?.assetId
  await changeLesson(weld.tenant, weld.ownerId, draft.id, film, { assetId: asset ?? null })
  // As if it had been encoded; there are no files.
  const made = { outputPrefix: `assets/${asset}/attempt_x/` }
  await weld.tenant.transact(
    (tx) =>
      tx
        .update(assets)
        .set(made)
        .where(eq(assets.id, asset ?? ''))
        .run().changes,
  )
  teacher = await staffOf('instructor')
  await weld.tenant.transact((tx) => tx.insert(courseStaff).values({ courseId: draft.id, personId: teacher, createdAt: 0 }).run())
})
afterAll(async () => {
  await server.end()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

let named = 0
/** Somebody who works here, or nowhere. */
async function staffOf(role: string | undefined): Promise<string> {
  const { person } = await registerPerson(schools.registry, { email: `p${named++}@staff.test`, name: 'Nora', password: PASSWORD }, DEVICE)
  if (role !== undefined)
    await schools.registry.transact((tx) =>
      tx.insert(memberships).values({ personId: person.id, schoolId: weld.tenant.id, role, createdAt: 0 }).run(),
    )
  return person.id
}

const signedIn = async (personId: string) =>
  `${cookieName('staff', false)}=${await schools.registry.transact((tx) => startSession(tx, sessions, personId, DEVICE))}`

const press = (cookie: string, lesson?: string) => server.ask(server.platform, urls.dashboard.preview('weld', draft.id, lesson), { cookie })

/** From the press in the editor to where the school's host leads back to. */
async function entered(cookie: string, lesson?: string): Promise<{ secret: string; back: string }> {
  const away = await press(cookie, lesson)
  expect(away.status).toBe(302)
  const answer = await server.ask(host, new URL(away.headers.location ?? '').pathname)
  const back = new URL(answer.headers.location ?? '')
  expect([answer.status, back.host]).toEqual([302, server.platform])
  return { secret: cookieOf(answer), back: back.pathname + back.search }
}

const begin = (back: string, cookie: string) => server.ask(server.platform, back, { cookie, form: {} })

async function previewing(cookie: string): Promise<string> {
  const { secret, back } = await entered(cookie)
  expect((await begin(back, cookie)).status).toBe(200)
  return secret
}

const BAND = 'Preview – only staff who may edit this course see this.'
const page = () => urls.school.course(draft.slug)
const lesson = (id = draft.text) => urls.school.lesson(draft.slug, id)
const sees = async (cookie: string) => (await server.ask(host, lesson(), { cookie })).text.includes('Typed a moment ago')

test('the draft is seen as a student would see it, with the band, and is kept by nobody', async () => {
  const cookie = await signedIn(teacher)
  const { secret, back } = await entered(cookie, draft.text)
  // Until the same person has pressed, the secret shows nothing.
  expect((await server.ask(host, page(), { cookie: secret })).status).toBe(404)
  expect((await begin(back, cookie)).text).toContain(server.origin(host) + lesson())
  for (const [path, words] of [
    [page(), 'Digging madder'],
    [`${page()}?visitor`, 'Have a code'],
    [lesson(), 'Typed a moment ago'],
    [lesson(draft.film), 'master.m3u8'],
    [urls.school.home(), 'Dyeing'],
  ] as const) {
    const seen = await server.ask(host, path, { cookie: secret })
    expect([seen.status, seen.text.includes(BAND), seen.text.includes(words)], path).toEqual([200, true, true])
    expect(seen.headers['cache-control'], path).toBe('private, no-store')
    expect(seen.headers['x-robots-tag'], path).toBe('noindex')
    expect(seen.headers.etag, path).toBeUndefined()
  }
  expect((await server.ask(host, urls.school.learnCourse(draft.slug), { cookie: secret })).headers.location).toBe(lesson(draft.film))
  expect((await server.ask(host, urls.school.learn(), { cookie: secret })).headers.location).toBe(page())
  // What was typed since is there at once; the home page of everybody else is another.
  await saveLessonBody(weld.tenant, weld.ownerId, draft.id, draft.film, '<p>Below the film</p>', 0)
  expect((await server.ask(host, lesson(draft.film), { cookie: secret })).text).toContain('Below the film')
  expect((await server.ask(host, urls.school.home())).text).not.toContain(BAND)
})

test('a visitor, a student, and staff without the right to this course see none of it', async () => {
  const secret = await previewing(await signedIn(teacher))
  const student = weld.students[0]?.cookie ?? ''
  for (const cookie of ['', student, await signedIn(teacher)])
    for (const path of [page(), `${page()}.data`, lesson(), `${lesson()}.data`, urls.school.learnCourse(draft.slug)])
      expect((await server.ask(host, path, { cookie })).text, path).not.toMatch(/Indigo in secret|Digging madder|Typed a moment/)
  expect((await press('')).headers.location).toMatch(/^\/sign-in/)
  expect((await press(student)).headers.location).toMatch(/^\/sign-in/)
  for (const [role, status] of [
    ['assistant', 403],
    // Of other courses.
    ['instructor', 404],
    [undefined, 404],
  ] as const) {
    const cookie = await signedIn(await staffOf(role))
    expect((await press(cookie)).status, role).toBe(status)
    const { back } = await entered(await signedIn(teacher))
    expect((await begin(back, cookie)).status, role).toBe(status)
  }
  // Another one who may edit the course begins their own, and not what somebody else has begun.
  const { back } = await entered(await signedIn(teacher))
  expect((await begin(back, await signedIn(weld.ownerId))).status).toBe(403)
  await aClass(schools, 'madder', 0)
  expect((await server.ask(server.host('madder'), lesson(), { cookie: secret })).text).not.toContain('Typed a moment ago')
  const foreign = urls.school.preview(sealPreview(weld.tenant, teacher, { courseId: draft.id, lessonId: null }))
  expect((await server.ask(server.host('madder'), foreign)).status).toBe(403)
})

test('it is of this one course, and begun once', async () => {
  const cookie = await signedIn(teacher)
  const { secret, back } = await entered(cookie)
  expect([(await begin(back, cookie)).status, (await begin(back, cookie)).status]).toEqual([200, 403])
  const other = await createCourse(weld.tenant, weld.ownerId, {
    title: 'Another draft',
    outcome: '',
    price: 0,
    currency: 'USD',
    sections: [],
  })
  expect((await server.ask(host, urls.school.course(other.slug), { cookie: secret })).status).toBe(404)
  // The published course of the school is seen as anybody sees it.
  const published = await server.ask(host, urls.school.course(weld.courseSlug), { cookie: secret })
  expect(published.text).toContain(BAND)
})

test('nothing is counted: no mark, no report of the player, no form', async () => {
  const cookie = `${await previewing(await signedIn(teacher))}; ${weld.students[0]?.cookie}`
  const rows = () => weld.tenant.read((db) => db.select().from(lessonProgress).all().length)
  const before = rows()
  for (const path of [
    lesson(),
    `${lesson()}.data`,
    urls.school.redeem(),
    urls.school.signIn(),
    urls.school.lesson(weld.courseSlug, weld.lesson),
  ])
    expect((await server.ask(host, path, { cookie, form: { intent: 'done' } })).status, path).toBe(403)
  for (const id of [draft.film, weld.lesson]) {
    const headers = { 'Content-Type': 'application/json', Origin: server.origin(host) }
    const beat = await server.ask(host, urls.school.heartbeats(), { method: 'POST', body: beatBody(id, 'player', 1), headers, cookie })
    expect(beat.status).toBe(403)
  }
  expect((await server.ask(host, '/account', { cookie })).status).toBe(403)
  expect(rows()).toBe(before)
})

test('a film’s link is good in this browser alone, and as long as the preview', async () => {
  const secret = await previewing(await signedIn(teacher))
  const { text } = await server.ask(host, lesson(draft.film), { cookie: secret })
  const path = /\/media\/[^"\\/]+\/master\.m3u8/.exec(text)?.[0] ?? 'no film'
  const status = async (cookie: string) => (await server.ask(host, path, { cookie })).status
  const student = weld.students[0]?.cookie ?? ''
  const another = await previewing(await signedIn(weld.ownerId))
  // Let in, and there is no such file: nothing was encoded here.
  expect([await status(secret), await status(''), await status(student), await status(another)]).toEqual([404, 403, 403, 403])
  await server.ask(host, urls.school.leavePreview(), { cookie: secret, form: {} })
  expect(await status(secret)).toBe(403)
})

test('it ends by leaving, by signing out, with the right to the course, and after an hour', async () => {
  const first = await previewing(await signedIn(teacher))
  const left = await server.ask(host, urls.school.leavePreview(), { cookie: first, form: { lesson: draft.text } })
  expect(left.headers.refresh).toBe(`0; url=${server.origin(server.platform)}${urls.dashboard.lesson('weld', draft.id, draft.text)}`)
  expect(await sees(first)).toBe(false)

  const cookie = await signedIn(teacher)
  const second = await previewing(cookie)
  expect(await sees(second)).toBe(true)
  expect((await server.ask(server.platform, urls.platform.signOut(), { cookie, form: {} })).status).toBe(302)
  expect(await sees(second)).toBe(false)

  const third = await previewing(await signedIn(teacher))
  const isTheirs = eq(courseStaff.personId, teacher)
  const taught = await weld.tenant.transact((tx) => tx.delete(courseStaff).where(isTheirs).returning().all())
  expect(await sees(third)).toBe(false)
  await weld.tenant.transact((tx) => tx.insert(courseStaff).values(taught).run())
  expect(await sees(third)).toBe(true)
  await schools.registry.transact((tx) => tx.update(memberships).set({ role: 'assistant' }).where(eq(memberships.personId, teacher)).run())
  expect(await sees(third)).toBe(false)
  await schools.registry.transact((tx) => tx.update(memberships).set({ role: 'instructor' }).where(eq(memberships.personId, teacher)).run())
  expect(await sees(third)).toBe(true)
  await weld.tenant.transact(
    (tx) =>
      void tx
        .update(previewSessions)
        .set({ expiresAt: Date.now() - 1 })
        .run(),
  )
  expect(await sees(third)).toBe(false)
})

test('the chapters of a drafted lesson’s film are shown too', async () => {
  const film = weld.tenant.read((db) => db.select().from(lessons).where(eq(lessons.id, draft.film)).get())
  const list = [{ at: 1, title: 'Where the roots run' }]
  await saveChapters(weld.tenant, weld.ownerId, { assetId: film?.assetId ?? '', list, basedOn: 0 })
  const cookie = await previewing(await signedIn(weld.ownerId))
  const shown = await server.ask(host, lesson(draft.film), { cookie })
  expect([shown.status, shown.text.includes('Where the roots run</span>')]).toEqual([200, true])
  expect((await server.ask(host, lesson(draft.film))).text).not.toContain('Where the roots run')
})
