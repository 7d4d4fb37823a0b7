import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { beginCaptions } from '#tenants/captions/change-captions.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { courseById, lessonsInOrder } from '#tenants/courses/find.ts'
import { attachVideo } from '#tenants/courses/lesson-video.ts'
import { courseStaff, lessons } from '#tenants/courses/schema.ts'
import { record } from '#tenants/events/record.ts'
import { newestInFile } from '#tenants/insights/audit-log.ts'
import { grant, isEnrolled } from '#tenants/learning/enrollments.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { listsOf, saveList } from '#tenants/lists/saved-lists.ts'
import { mails } from '#tenants/mail/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { beginUpload } from '#tenants/media/upload.ts'
import { changeStudents } from '#tenants/people/changes.ts'
import { setTags, writeNote } from '#tenants/people/keep-student.ts'
import type { Permission } from '#tenants/people/permissions.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { devicesOf, lettersTo, noteOn, studentInReach, tagsOf } from '#tenants/people/student-file.ts'
import { addStudent } from '#tenants/people/students.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { memberships, schoolRoles, sessions } from '#tenants/registry/schema.ts'
import { createBatch } from '#tenants/sales/batches.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { anOwner, aSchool, DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { studentIn } from '#tests/setup/learn-course.ts'
import { TestServer } from '#tests/setup/server.ts'
import { type BuiltRoute, builtRoutes, dataPathOf } from './kit/routes.ts'

/** Who may do what, said a second time: a change of the table has to be meant. */
const WHO: Readonly<Record<Permission, readonly string[]>> = {
  'school.see': ['owner', 'admin', 'instructor', 'assistant', 'helper', 'tutor'],
  'school.manage': ['owner', 'admin'],
  'courses.manage': ['owner', 'admin', 'instructor'],
  'codes.manage': ['owner', 'admin', 'instructor'],
  'people.see': ['owner', 'admin', 'instructor', 'assistant', 'helper', 'tutor'],
  'people.manage': ['owner', 'admin', 'assistant', 'tutor'],
  'people.view_as': ['owner', 'admin'],
  'staff.manage': ['owner', 'admin'],
  'audit.see': ['owner', 'admin'],
  'trash.empty': ['owner', 'admin'],
  'school.own': ['owner'],
}

/** What each screen of a school asks for: to see it, and to send its form where it has one. */
const NEEDS: Readonly<Record<string, readonly [see: Permission | null, change?: Permission]>> = {
  'dashboard/frame': ['school.see'],
  'dashboard/home': ['school.see', 'school.see'],
  'dashboard/notifications/notifications': ['school.see', 'school.see'],
  'dashboard/welcome/look': ['school.manage', 'school.manage'],
  'dashboard/welcome/first-course': ['courses.manage', 'courses.manage'],
  'dashboard/help/help': ['school.see'],
  'dashboard/help/guide': ['school.see'],
  'dashboard/courses/courses': ['courses.manage', 'courses.manage'],
  'dashboard/courses/new-course': ['courses.manage', 'courses.manage'],
  'dashboard/courses/course': ['courses.manage', 'courses.manage'],
  'dashboard/courses/curriculum': ['courses.manage', 'courses.manage'],
  'dashboard/courses/details': ['courses.manage', 'courses.manage'],
  'dashboard/courses/lesson': ['courses.manage', 'courses.manage'],
  // Its form answers 403 to everybody who did not begin a preview (tests/server/preview.test.ts).
  'dashboard/courses/preview': ['courses.manage'],
  'dashboard/courses/watching': ['people.see'],
  'dashboard/courses/watching-csv': ['people.see'],
  'dashboard/courses/lesson-text': [null, 'courses.manage'],
  'dashboard/captions/captions': ['courses.manage', 'courses.manage'],
  'dashboard/captions/editor': ['courses.manage'],
  'dashboard/chapters/chapters': ['courses.manage', 'courses.manage'],
  'dashboard/chapters/list': [null, 'courses.manage'],
  'dashboard/captions/document': ['courses.manage', 'courses.manage'],
  'dashboard/codes/batches': ['codes.manage', 'codes.manage'],
  'dashboard/codes/batch': ['codes.manage', 'codes.manage'],
  'dashboard/codes/print': ['codes.manage'],
  'dashboard/codes/batch-csv': ['codes.manage'],
  'dashboard/courses/places': ['courses.manage'],
  'dashboard/trash/trash': ['courses.manage', 'courses.manage'],
  'dashboard/staff/staff': ['staff.manage', 'staff.manage'],
  'dashboard/staff/invite': ['staff.manage', 'staff.manage'],
  'dashboard/staff/roles': ['staff.manage'],
  'dashboard/staff/role': ['staff.manage', 'staff.manage'],
  'dashboard/staff/ownership': ['school.own', 'school.own'],
  'dashboard/staff/member': ['staff.manage', 'staff.manage'],
  'dashboard/people/people': ['people.see', 'people.manage'],
  'dashboard/people/new-student': ['people.manage', 'people.manage'],
  'dashboard/people/import': ['people.manage', 'people.manage'],
  'dashboard/people/student': ['people.see', 'people.manage'],
  // Answers 403 to everybody who did not begin a look (tests/server/view-as.test.ts).
  'dashboard/people/view-as': [null],
  'dashboard/people/people-csv': ['people.see'],
  'dashboard/audit/audit': ['audit.see'],
  'dashboard/audit/audit-csv': ['audit.see'],
  'dashboard/search/search': ['school.see'],
  'dashboard/jobs/jobs': ['courses.manage', 'courses.manage'],
  'dashboard/brand/brand': ['school.see', 'school.manage'],
  'dashboard/brand/preview': ['school.see'],
  'dashboard/settings/settings': ['school.see', 'school.manage'],
  'dashboard/protection/protection': ['school.see', 'school.manage'],
  'dashboard/settings/video': ['school.manage', 'school.manage'],
  // Answers 404 to everybody who names no file.
  'dashboard/uploads/uploads': [null, 'courses.manage'],
}

const ROLES = ['owner', 'admin', 'instructor', 'assistant', 'helper', 'tutor'] as const

/** The sets of the school's own. A tutor looks after the students of their own courses alone. */
const SETS: Readonly<Record<string, string[]>> = { helper: ['people.see', 'school.own'], tutor: ['people.see', 'people.manage'] }

interface Place {
  readonly course: string
  readonly lesson: string
  readonly batch: string
  readonly captions: string
  readonly student: string
  /** Somebody of the staff. */
  readonly person: string
}

let dataDir: string
let schools: Schools
let server: TestServer
let tenant: Tenant
const cookies = new Map<string, string>()
/** A course the instructor teaches, and one of somebody else's. */
let own: Place
let other: Place

async function staff(role: string, schoolId: string): Promise<string> {
  const who = { email: `${role}@staff.test`, name: `${role} of staff`, password: PASSWORD }
  const { person } = await registerPerson(schools.registry, who, DEVICE)
  const set = SETS[role] ? `role_${role}` : role
  await schools.registry.transact((tx) => {
    const permissions = SETS[role]
    if (permissions)
      tx.insert(schoolRoles)
        .values({ id: set, schoolId, name: role, permissions, ownCourses: role === 'tutor', createdAt: 0 })
        .run()
    tx.insert(memberships).values({ personId: person.id, schoolId, role: set, createdAt: 0 }).run()
  })
  return person.id
}

async function place(actor: string, title: string): Promise<Place> {
  const sections = [{ title: 'One', lessons: ['First'] }]
  const course = await createCourse(tenant, actor, { title, outcome: '', price: 0, currency: 'USD', sections })
  const batch = await createBatch(tenant, actor, { courseId: course.id, label: title, count: 2, expiresAt: null })
  const [lesson] = tenant.read((db) => lessonsInOrder(db, course.id))
  const student = await studentIn(tenant, { id: course.id, slug: course.slug, lessons: [] })
  const film = newId('asset')
  await tenant.transact((tx) => {
    tx.insert(assets).values({ id: film, kind: 'video', state: 'ready', name: 'film', size: 1, createdBy: actor, createdAt: 0 }).run()
    tx.update(lessons).set({ assetId: film }).where(eq(lessons.id, lesson!.id)).run()
  })
  const captions = await beginCaptions(tenant, actor, film, 'en')
  return { course: course.id, lesson: lesson!.id, batch: batch.id, captions, person: actor, student }
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-roles-'))
  schools = openSchools(dataDir)
  const owner = await anOwner(schools)
  tenant = (await aSchool(schools, 'madder', owner)).tenant
  const people = new Map([['owner', owner.id]])
  for (const role of ROLES.slice(1)) people.set(role, await staff(role, tenant.id))
  for (const [role, id] of people)
    cookies.set(role, `lectern-staff=${await schools.registry.transact((tx) => startSession(tx, sessions, id, DEVICE))}`)
  own = await place(people.get('instructor')!, 'Taught by the instructor')
  other = await place(owner.id, 'Taught by the owner')
  await tenant.transact((tx) =>
    tx
      .insert(courseStaff)
      .values({ courseId: own.course, personId: people.get('tutor') ?? '', createdAt: 0 })
      .run(),
  )
  server = await TestServer.start({ dataDir })
})
afterAll(async () => {
  await server.end()
  await schools.pool.migrationsSettled()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const isOfSchool = ({ pattern }: BuiltRoute) => pattern.startsWith('/dashboard/:school')

const pathIn = (route: BuiltRoute, at: Place) =>
  route.pattern.replace(/:([a-z]+)/g, (_, name: string) => {
    const value = { school: 'madder', role: 'role_helper', guide: 'start-a-school', ...at }[name]
    if (value === undefined) throw new Error(`no value for :${name} of ${route.pattern}`)
    return value
  })

/** Whether the person is turned away; what else is wrong with a request does not matter here. */
async function isRefused(role: string, route: BuiltRoute, path: string, form?: Record<string, string>): Promise<boolean> {
  const cookie = cookies.get(role) ?? ''
  const { status } = await server.ask(server.platform, dataPathOf(route, path, form ? undefined : route.id), {
    cookie,
    ...(form && { form }),
  })
  expect(status, `${route.id} as ${role}`).toBeLessThan(500)
  return status === 403 || status === 404
}

const A_FORM = { intent: 'nothing anybody knows' }

test('every screen and every form of a school is for whom the table says, for each role', async () => {
  const findings: string[] = []
  const routes = (await builtRoutes()).filter(isOfSchool)
  expect(routes.map(({ id }) => id).sort()).toEqual(Object.keys(NEEDS).sort())
  for (const route of routes) {
    const [see, change] = NEEDS[route.id] ?? []
    for (const role of ROLES) {
      const asked: [string, Permission | null | undefined, Record<string, string>?][] = [
        ['see', see],
        ['change', change, A_FORM],
      ]
      for (const [what, permission, form] of asked) {
        if (!permission) continue
        const refused = await isRefused(role, route, pathIn(route, own), form)
        if (refused === WHO[permission].includes(role)) findings.push(`${what} ${route.id} as ${role}: ${refused ? 'refused' : 'let in'}`)
      }
    }
  }
  expect(findings).toEqual([])
})

test('who has their own courses only finds no other, neither by its address nor in a list nor by a form', async () => {
  for (const route of (await builtRoutes()).filter((one) => isOfSchool(one) && one.pattern.includes(':course'))) {
    const [see, change] = NEEDS[route.id] ?? []
    const path = pathIn(route, other)
    if (see) expect(await isRefused('instructor', route, path), `see ${route.id}`).toBe(true)
    if (change) expect(await isRefused('instructor', route, path, A_FORM), `change ${route.id}`).toBe(true)
  }
  const cookie = cookies.get('instructor') ?? ''
  const list = await server.ask(server.platform, '/dashboard/madder/courses', { cookie })
  expect(list.text).toContain('Taught by the instructor')
  expect(list.text).not.toContain('Taught by the owner')
  const gone = await server.ask(server.platform, '/dashboard/madder/courses', { cookie, form: { intent: 'delete', course: other.course } })
  expect(gone.status).toBe(404)
  expect(tenant.read((db) => lessonsInOrder(db, other.course))).toHaveLength(1)
})

test('who has their own courses only finds the students of those, and of a student their own courses alone', async () => {
  const cookie = cookies.get('instructor') ?? ''
  const see = (path: string) => server.ask(server.platform, path, { cookie })
  const both = await studentIn(tenant, { id: own.course, slug: '', lessons: [] }, { id: other.course, slug: '', lessons: [] })
  await writeNote(tenant, { id: 'person_x', reach: undefined }, both, 'Written by a colleague')
  expect((await see(`/dashboard/madder/people/${other.student}`)).status).toBe(404)
  const page = await see(`/dashboard/madder/people/${both}`)
  expect(page.status).toBe(200)
  expect(page.text).toContain('Taught by the instructor')
  expect(page.text).not.toMatch(/Taught by the owner|Written by a colleague/)
  const sheet = (await see('/dashboard/madder/people.csv')).text
  expect(sheet).not.toContain('Taught by the owner')
  expect(sheet.trim().split('\n')).toHaveLength(3)
})

test('who has their own courses only reads on Home of those alone', async () => {
  const { title } = await createBatch(tenant, other.person, {
    courseId: other.course,
    label: 'Cards of a colleague',
    count: 1,
    expiresAt: null,
  }).then(({ courseId }) => tenant.read((db) => ({ title: courseById(db, courseId).title })))
  const ida = await tenant.transact((tx) => {
    const student = addStudent(tx, { name: 'Ida Elsewhere', email: 'ida@elsewhere.test', passwordHash: 'x' }, Date.now())
    grant(tx, student.id, other.course, { source: 'staff', actor: other.person, endsAt: Date.now() + 86_400_000 }, Date.now())
    record(tx, { type: 'lesson.completed', actor: student.id, subject: other.lesson, data: { courseId: other.course } })
    record(tx, { type: 'course.completed', actor: student.id, subject: other.course, data: {} })
    tx.insert(lessonProgress)
      .values({ studentId: student.id, lessonId: other.lesson, courseId: other.course, openedAt: 1, watchedAt: Date.now() })
      .run()
    tx.insert(assets)
      .values({ id: 'asset_other', kind: 'video', state: 'failed', name: 'elsewhere.mp4', size: 1, createdBy: other.person, createdAt: 1 })
      .run()
    tx.update(lessons).set({ assetId: 'asset_other' }).where(eq(lessons.id, other.lesson)).run()
    tx.insert(mails)
      .values({
        id: 'mail_ida',
        letter: 'welcome',
        studentId: student.id,
        data: {},
        createdAt: 1,
        failedAt: Date.now(),
        reason: 'mail.refused',
      })
      .run()
    return student.id
  })
  const see = async (role: string, page: string) =>
    (await server.ask(server.platform, `/dashboard/madder${page}`, { cookie: cookies.get(role) ?? '' })).text
  for (const page of ['', '/notifications']) {
    const whole = await see('owner', page)
    expect(whole, page).toContain('Ida Elsewhere')
    const mine = await see('instructor', page)
    expect(mine, page).not.toContain('Ida Elsewhere')
    for (const secret of [title, other.course, ida, 'elsewhere.mp4', 'Cards of a colleague']) expect(mine, page).not.toContain(secret)
  }
  // Two who came with the scene, one of them of both courses; not the one of the colleague's.
  expect(await see('instructor', '')).not.toContain('lesson was completed')
})

/** What the tutor is shown, and what becomes of a form of theirs. */
const asTutor = (path: string, form?: Record<string, string>) =>
  server.ask(server.platform, `/dashboard/madder${path}`, { cookie: cookies.get('tutor') ?? '', ...(form && { form }) })

const KEEPER = { id: 'person_x', reach: undefined }

test('who manages the students of their own courses keeps nothing about them beside those courses', async () => {
  const both = await studentIn(tenant, { id: own.course, slug: '', lessons: [] }, { id: other.course, slug: '', lessons: [] })
  await writeNote(tenant, KEEPER, both, 'Written by a colleague')
  await setTags(tenant, KEEPER, both, ['of-a-colleague'])
  await tenant.transact((tx) => startSession(tx, studentSessions, both, DEVICE))
  const kept = () =>
    tenant.read((db) => [noteOn(db, both)?.text, tagsOf(db, both), devicesOf(db, both, Date.now()).length, lettersTo(db, both).length])
  const before = kept()
  expect(before).toEqual(['Written by a colleague', ['of-a-colleague'], 1, 0])
  const forms: Record<string, string>[] = [
    { intent: 'note', text: '' },
    { intent: 'tags', tags: '' },
    { intent: 'sign-out' },
    { intent: 'link' },
  ]
  for (const form of forms) {
    expect((await asTutor(`/people/${both}`, form)).status, form.intent).toBe(403)
    expect((await asTutor(`/people/${other.student}`, form)).status, form.intent).toBe(404)
  }
  expect(kept()).toEqual(before)
  expect((await asTutor(`/people/${both}`, { intent: 'suspend' })).status).toBe(403)
  await changeStudents(tenant, 'person_x', { ids: [both] }, { what: 'suspend', reason: 'Something between us' })
  expect((await asTutor(`/people/${both}`, { intent: 'unsuspend' })).status).toBe(403)
  expect((await asTutor(`/people/${both}`)).text).not.toMatch(/Something between us|of-a-colleague|Written by/)
})

test('who manages the students of their own courses takes back what they did, and reaches who ran out', async () => {
  const student = await studentIn(tenant, { id: own.course, slug: '', lessons: [] })
  const isIn = () => tenant.read((db) => isEnrolled(db, student, own.course))
  const page = `/people/${student}`
  const change = async (form: Record<string, string>) => {
    const { status, text } = await asTutor(page, form)
    expect(status, form.intent).toBe(200)
    return /name="change" value="([^"]+)"/.exec(text)?.[1] ?? ''
  }
  const made = await change({ intent: 'revoke', course: own.course })
  expect(isIn()).toBe(false)
  await change({ intent: 'undo', change: made })
  expect(isIn()).toBe(true)
  const past = { what: 'extend', courseId: own.course, endsAt: 2 } as const
  await changeStudents(tenant, 'person_x', { ids: [student] }, past, undefined, 1)
  expect([isIn(), (await asTutor(page)).status]).toEqual([false, 200])
  expect((await asTutor('/people')).text).not.toContain(student)
  const extended = await change({ intent: 'extend', course: own.course, until: '2999-01-01' })
  expect(isIn()).toBe(true)
  // Who teaches the course no more takes nothing back in it.
  const taught = await tenant.transact((tx) => tx.delete(courseStaff).where(eq(courseStaff.courseId, own.course)).returning().all())
  expect((await asTutor('/people', { intent: 'undo', change: extended })).status).not.toBe(200)
  expect(isIn()).toBe(true)
  await tenant.transact((tx) => tx.insert(courseStaff).values(taught).run())
})

test('who manages the students of their own courses has no list of others: not by a course, a tag or under a name', async () => {
  await setTags(tenant, KEEPER, own.student, ['of-a-colleague'])
  const saved = await saveList(tenant, KEEPER, { screen: 'people', name: 'A list of a colleague', query: 'tag=of-a-colleague' })
  for (const list of ['/people', '/people.csv']) {
    expect((await asTutor(`${list}?course=${other.course}`)).status, list).toBe(404)
    expect((await asTutor(`${list}?course=${own.course}`)).status, list).toBe(200)
    const { email } = tenant.read((db) => studentInReach(db, own.student, undefined))
    // Neither tells by what it leaves out who has a tag.
    expect((await asTutor(`${list}?tag=nobody-has-it`)).text, list).toContain(email)
  }
  const all = { intent: 'suspend', all: 'on' }
  expect((await asTutor(`/people?course=${other.course}`, all)).status).toBe(404)
  expect((await asTutor('/people')).text).not.toMatch(/A list of a colleague|of-a-colleague/)
  expect((await asTutor('/people', { intent: 'remove-list', list: saved })).status).toBe(403)
  expect((await asTutor('/people', { intent: 'save-list', name: 'Mine' })).status).toBe(403)
  expect(tenant.read((db) => listsOf(db, 'people')).map(({ id }) => id)).toEqual([saved])
})

test('who manages their own courses alone reaches no video of another’s by its id, and every one that was in theirs', async () => {
  const videoOf = ({ lesson }: Place) => tenant.read((db) => db.select().from(lessons).where(eq(lessons.id, lesson)).get())?.assetId ?? ''
  const [mine, theirs] = [videoOf(own), videoOf(other)]
  const ask = async (path: string, form?: Record<string, string>) =>
    (await server.ask(server.platform, `/dashboard/madder${path}`, { cookie: cookies.get('instructor') ?? '', ...(form && { form }) }))
      .status
  const editor = `/courses/${own.course}/lessons/${own.lesson}`
  expect(await ask(`/uploads.data?asset=${mine}`)).toBe(200)
  expect(await ask(`/uploads.data?asset=${theirs}`)).toBe(404)
  for (const intent of ['attach', 'cancel', 'retry', 'again', 'cancel_again'])
    expect(await ask(editor, { intent, asset: theirs }), intent).toBe(404)
  const { uploadId } = await beginUpload(tenant, other.person, { name: 'film.mp4', size: 5, kind: 'video' })
  for (const intent of ['resume', 'complete', 'abort']) expect(await ask('/uploads.data', { intent, uploadId }), intent).toBe(404)
  expect(videoOf(own)).toBe(mine)

  await attachVideo(tenant, other.person, own.course, own.lesson, theirs)
  expect(await ask(editor, { intent: 'attach', asset: mine })).toBeLessThan(400)
  expect(videoOf(own)).toBe(mine)
  expect(await ask(editor, { intent: 'attach', asset: theirs })).toBeLessThan(400)
  expect(videoOf(own)).toBe(theirs)
  await attachVideo(tenant, other.person, own.course, own.lesson, mine)
})

test('what staff do is kept with who and from where', async () => {
  const cookie = cookies.get('admin') ?? ''
  const form = { name: 'Renamed by an admin', tagline: '', about: '', instructorName: '' }
  expect((await server.ask(server.platform, '/dashboard/madder/settings', { cookie, form })).status).toBe(200)
  const [row] = tenant.read((db) => newestInFile(db, {}, 1)).entries
  expect(row).toMatchObject({ type: 'school.branded', address: '127.0.0.1' })
})
