import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { backUpSchool } from '#tenants/backups/back-up.ts'
import { restoreSchool } from '#tenants/backups/restore-school.ts'
import { openDatabase } from '#tenants/database/connection.ts'
import { events } from '#tenants/events/schema.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { grant } from '#tenants/learning/enrollments.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { listsOf, saveList } from '#tenants/lists/saved-lists.ts'
import { sendMail } from '#tenants/mail/jobs.ts'
import { mails } from '#tenants/mail/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, DEVICE, PASSWORD, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { readChanged } from './changed.ts'
import { type Change, changeStudents } from './changes.ts'
import { askForDeletion, GRACE_MS } from './deletion.ts'
import { askForEmail, confirmEmail, takeEmailBack } from './email-change.ts'
import { eraseDue } from './erase.ts'
import { EmailTaken, LinkSpent, PasswordWrong, SignInRefused } from './failures.ts'
import { chooseNotifications, mayNotify } from './notifications.ts'
import { sealedLink } from './one-time-links.ts'
import { changePassword, choosePassword, mailPasswordLink } from './password-change.ts'
import { cameByLetter, checkPassword } from './proof.ts'
import { peopleChanges, type Student, studentLinks, studentSessions, students } from './schema.ts'
import { rotateSession, sessionsOf } from './sessions.ts'
import { mailSignInLink, signInByLink } from './sign-in-link.ts'
import { studentExport } from './student-export.ts'
import { addStudent, endOthers, endSessionOf, registerStudent, signInStudent, studentBySession } from './students.ts'

let folder: TestSchools
let tenant: Tenant
let student: Student
let token: string
let nth = 0
beforeAll(async () => {
  folder = await temporarySchools()
})
afterAll(() => folder.close())
beforeEach(async () => {
  tenant = await folder.school(`madder-${++nth}`)
  ;({ student, token } = await registerStudent(tenant, { name: 'Ines Bakker', email: 'ines@student.test', password: PASSWORD }, DEVICE))
})

const ELSEWHERE = { userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/128.0', address: '203.0.113.9' }
const credentials = { email: 'ines@student.test', password: PASSWORD }
const letters = () => tenant.read((db) => db.select().from(mails).all()).map(({ letter, address }) => [letter, address])
const linkOf = (purpose: string) => {
  const all = tenant.read((db) => db.select().from(studentLinks).where(eq(studentLinks.purpose, purpose)).all())
  return sealedLink(all.at(-1)?.id ?? '')
}
const isSignedIn = (one: string) => tenant.read((db) => studentBySession(db, one)) !== undefined
const sessionOf = (one: string) => tenant.read((db) => studentBySession(db, one))!.session
const current = () => tenant.read((db) => db.select().from(students).where(eq(students.id, student.id)).get())
const byLink = async () => {
  await mailSignInLink(tenant, student.email)
  const link = linkOf('sign_in')
  return (await tenant.transact((tx) => signInByLink(tx, link, DEVICE))).token
}

test('a new password by letter signs in here and out everywhere else, once, ends older links and is told of', async () => {
  await mailSignInLink(tenant, student.email)
  await mailPasswordLink(tenant, student.email)
  const [link, older] = [linkOf('password'), linkOf('sign_in')]
  const { token: fresh } = await choosePassword(tenant, link, 'weld and woad and madder', DEVICE)
  expect([isSignedIn(token), isSignedIn(fresh)]).toEqual([false, true])
  await expect(choosePassword(tenant, link, 'weld and woad again', DEVICE)).rejects.toBeInstanceOf(LinkSpent)
  await expect(tenant.transact((tx) => signInByLink(tx, older, DEVICE))).rejects.toBeInstanceOf(LinkSpent)
  await expect(signInStudent(tenant, credentials, DEVICE)).rejects.toBeInstanceOf(SignInRefused)
  await signInStudent(tenant, { ...credentials, password: 'weld and woad and madder' }, DEVICE)
  expect(letters()).toContainEqual(['student.password_changed', null])
})

test('an account without a password is not entered by any, and gets its first one by letter', async () => {
  for (const unusable of ['', '!', 'x']) {
    await tenant.transact((tx) => tx.update(students).set({ passwordHash: unusable }).run().changes)
    await expect(signInStudent(tenant, credentials, DEVICE)).rejects.toBeInstanceOf(SignInRefused)
  }
  await mailPasswordLink(tenant, student.email)
  await choosePassword(tenant, linkOf('password'), PASSWORD, DEVICE)
  await signInStudent(tenant, credentials, DEVICE)
})

test('another password keeps this browser, also in the very request that rotated its session', async () => {
  const { token: other } = await signInStudent(tenant, credentials, DEVICE)
  const session = sessionOf(token)
  const rotated = await tenant.transact((tx) => rotateSession(tx, studentSessions, session)!)
  await changePassword(tenant, { studentId: student.id, session }, 'weld and woad and madder')
  expect([isSignedIn(rotated), isSignedIn(other)]).toEqual([true, false])
  expect(tenant.read((db) => sessionsOf(db, studentSessions, session)).map(({ isThis }) => isThis)).toEqual([true])
})

test('who is asked once more shows the password, or came by a letter less than ten minutes ago', async () => {
  await expect(checkPassword(student, 'wrong')).rejects.toBeInstanceOf(PasswordWrong)
  await checkPassword(student, PASSWORD)
  const fresh = sessionOf(await byLink())
  const came = (session: typeof fresh, now?: number) => tenant.read((db) => cameByLetter(db, session, now))
  expect([came(sessionOf(token)), came(fresh), came(fresh, Date.now() + 10 * 60_000)]).toEqual([false, true, false])
})

test('an address changes when its reader says so, signed in; the old one is told and can take it back, whoever has the password by then', async () => {
  await askForEmail(tenant, student, 'New@student.test')
  expect(letters()).toEqual([
    ['student.email_link', 'new@student.test'],
    ['student.email_asked', 'ines@student.test'],
  ])
  const link = linkOf('email')
  await expect(confirmEmail(tenant, link, 'student_other')).rejects.toBeInstanceOf(LinkSpent)
  expect(current()?.email).toBe('ines@student.test')
  await confirmEmail(tenant, link, student.id)
  expect(current()?.email).toBe('new@student.test')
  expect(letters()).toContainEqual(['student.email_changed', 'ines@student.test'])
  const back = linkOf('email_back')

  // Whoever did it goes on: another password, another address.
  await changePassword(tenant, { studentId: student.id, session: sessionOf(token) }, 'of the thief')
  await askForEmail(tenant, current()!, 'thief@student.test')
  await confirmEmail(tenant, linkOf('email'), student.id)
  await askForDeletion(tenant, student.id)
  await takeEmailBack(tenant, back, Date.now() + 6 * 86_400_000)
  expect(current()).toMatchObject({ email: 'ines@student.test', eraseAt: null })
  expect(isSignedIn(token)).toBe(false)
  await expect(signInStudent(tenant, { email: 'ines@student.test', password: 'of the thief' }, DEVICE)).rejects.toBeInstanceOf(
    SignInRefused,
  )
  await expect(takeEmailBack(tenant, linkOf('email_back'))).rejects.toBeInstanceOf(LinkSpent)
  await choosePassword(tenant, linkOf('password'), PASSWORD, DEVICE, Date.now() + 6 * 86_400_000)
})

test('that an address is somebody else’s is not told before its reader opens the link', async () => {
  await registerStudent(tenant, { name: 'Aiko', email: 'aiko@student.test', password: PASSWORD }, DEVICE)
  await askForEmail(tenant, student, 'aiko@student.test')
  await expect(confirmEmail(tenant, linkOf('email'), student.id)).rejects.toBeInstanceOf(EmailTaken)
  expect(current()?.email).toBe('ines@student.test')
})

test('a sign-in from a browser or a network not seen before is told of, the first, a known one and one by letter are not', async () => {
  await signInStudent(tenant, credentials, DEVICE)
  expect(letters()).toEqual([])
  await signInStudent(tenant, credentials, ELSEWHERE)
  await signInStudent(tenant, credentials, ELSEWHERE)
  await signInStudent(tenant, credentials, { ...ELSEWHERE, address: '198.51.100.7' })
  expect(letters()).toEqual([
    ['student.new_device', null],
    ['student.new_device', null],
  ])
  await byLink()
  expect(letters().map(([letter]) => letter)).toEqual(['student.new_device', 'student.new_device', 'student.sign_in'])
})

test('all other sessions end, and nobody else’s', async () => {
  const { token: aiko } = await registerStudent(tenant, { name: 'Aiko', email: 'aiko@student.test', password: PASSWORD }, DEVICE)
  const { token: other } = await signInStudent(tenant, credentials, DEVICE)
  await endOthers(tenant, sessionOf(token))
  expect([token, other, aiko].map(isSignedIn)).toEqual([true, false, true])
})

test('a device that got a new token since it was listed is signed out all the same, with both of them', async () => {
  const { token: other } = await signInStudent(tenant, credentials, DEVICE)
  const listed = sessionOf(other)
  const rotated = await tenant.transact((tx) => rotateSession(tx, studentSessions, listed)!)
  await endSessionOf(tenant, student.id, listed.tokenHash)
  expect([token, other, rotated].map(isSignedIn)).toEqual([true, false, false])
  const stranger = await registerStudent(tenant, { name: 'Aiko', email: 'aiko@student.test', password: PASSWORD }, DEVICE)
  await endSessionOf(tenant, stranger.student.id, sessionOf(token).tokenHash)
  expect(isSignedIn(token)).toBe(true)
})

test('a student is told of what they want to hear of', async () => {
  const asked = () => tenant.read((db) => [mayNotify(db, student.id, 'reminders'), mayNotify(db, student.id, 'reminders', 'in_app')])
  expect(asked()).toEqual([true, true])
  await chooseNotifications(tenant, student.id, [{ kind: 'reminders', channel: 'mail', wanted: false }])
  expect(asked()).toEqual([false, true])
  await askForDeletion(tenant, student.id)
  expect(asked()).toEqual([false, false])
})

test('within a week signing in takes a deletion back; after it there is nothing to sign in to', async () => {
  const now = Date.now()
  await askForDeletion(tenant, student.id, now)
  expect(isSignedIn(token)).toBe(false)
  expect(await eraseDue(tenant, now + GRACE_MS - 1)).toEqual({ told: 0, erased: 0 })
  await signInStudent(tenant, credentials, DEVICE, now + GRACE_MS - 1)
  expect(current()?.eraseAt).toBeNull()
  expect(letters().map(([letter]) => letter)).toEqual(['student.deletion_asked', 'student.deletion_taken_back'])
  await askForDeletion(tenant, student.id, now)
  await expect(signInStudent(tenant, credentials, DEVICE, now + GRACE_MS)).rejects.toBeInstanceOf(SignInRefused)
})

/** A student with something in most tables, whose week is over. */
async function leaving(now: number): Promise<void> {
  const { course, lessons } = await aPublishedCourse(tenant, folder.owner.id)
  await tenant.transact((tx) => {
    grant(tx, student.id, course.id, { source: 'staff', actor: folder.owner.id }, now)
    const progress = { studentId: student.id, lessonId: lessons[0]!.id, courseId: course.id, openedAt: now, watchedAt: now }
    tx.insert(lessonProgress).values(progress).run()
  })
  await askForEmail(tenant, student, 'another@student.test')
  const other = await tenant.transact((tx) => addStudent(tx, { name: 'Aiko', email: 'aiko@student.test', passwordHash: '' }, now).id)
  const change = (ids: string[], what: Change) => changeStudents(tenant, folder.owner.id, { ids }, what)
  await change([student.id, other], { what: 'suspend', reason: 'Passed it on' })
  await change([student.id, other], { what: 'unsuspend' })
  await change([student.id], { what: 'suspend', reason: 'What Ines did' })
  for (const query of ['search=ines%40student.test', 'search=bakk&segment=stuck', 'search=student.test'])
    await saveList(tenant, { id: folder.owner.id, reach: undefined }, { screen: 'people', name: `A list of ${query.length}`, query })
  await askForDeletion(tenant, student.id, now - GRACE_MS)
}

const sent = () =>
  tenant.transact((tx) => {
    tx.update(jobs).set({ reasonDetail: '550 ines@student.test is unknown' }).where(eq(jobs.kind, sendMail.name)).run()
    return tx.update(mails).set({ sentAt: Date.now() }).run().changes
  })

const rowsAsText = (rows: Record<string, unknown>[]) =>
  JSON.stringify(rows.map((row) => Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value))))

/** Every row of the file as text, the pages of the search index too. */
const everything = () =>
  tenant.read((db) => {
    const tables = db.all<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return Object.fromEntries(tables.map(({ name }) => [name, rowsAsText(db.all<Record<string, unknown>>(`SELECT * FROM "${name}"`))]))
  })

test('after the last letter everything goes: no table says a name or an address, and events hold the id alone', async () => {
  const now = Date.now()
  await leaving(now)
  await tenant.files.put(`avatars/${student.id}/avatar_1.webp`, Buffer.from('a face'))
  expect(await eraseDue(tenant, now)).toEqual({ told: 1, erased: 0 })
  expect(letters().at(-1)).toEqual(['student.erased', null])
  expect(await eraseDue(tenant, now)).toEqual({ told: 0, erased: 0 })
  await sent()
  expect(await eraseDue(tenant, now)).toEqual({ told: 0, erased: 1 })
  // The list that finds others too stays, and what was done to them can be undone.
  expect(tenant.read((db) => listsOf(db, 'people')).map(({ query }) => query)).toEqual(['search=student.test'])
  expect(
    tenant.read((db) =>
      db
        .select()
        .from(peopleChanges)
        .all()
        .map(({ before }) => readChanged(before).length),
    ),
  ).toEqual([1, 1, 0])
  const left = Object.entries(everything())
  expect(left.filter(([, rows]) => /ines|another@|bakker/i.test(rows))).toEqual([])
  expect(left.filter(([, rows]) => rows.includes(student.id)).map(([name]) => name)).toEqual(['events', 'erasures'])
  expect(tenant.read((db) => db.select().from(events).all()).at(-1)).toMatchObject({ type: 'student.erased', subject: student.id })
  expect(await tenant.files.stat(`avatars/${student.id}/avatar_1.webp`)).toBeUndefined()
})

test.each(['is there', 'is lost'])(
  'who was erased is erased again in what comes back from a backup, when the file in use %s',
  async (how) => {
    const now = Date.now()
    await leaving(now)
    await backUpSchool(folder.schools, tenant.id)
    await sent()
    await eraseDue(tenant, now)
    await sent()
    expect(await eraseDue(tenant, now)).toEqual({ told: 0, erased: 1 })
    if (how === 'is lost') folder.schools.pool.remove(tenant.id)
    await restoreSchool(folder.schools, tenant.id, 'last')
    const left = Object.entries(everything())
    expect(left.filter(([, rows]) => /ines@|another@|bakker/i.test(rows))).toEqual([])
    expect(left.filter(([, rows]) => rows.includes(student.id)).map(([name]) => name)).toEqual(['events', 'erasures'])
  },
)

test('what a student takes along has every table that is about them, and nothing that lets anybody in', async () => {
  await leaving(Date.now())
  const own = current()!
  const file = JSON.stringify(tenant.read((db) => studentExport(db, own)))
  const db = openDatabase(folder.schools.pool.path(tenant.id))
  const tables = db.$client
    .prepare(`SELECT t.name FROM sqlite_schema t, pragma_foreign_key_list(t.name) k WHERE k."table" = 'students'`)
    .pluck()
    .all() as string[]
  db.$client.close()
  expect(tables).toContain('lesson_progress')
  const { records } = JSON.parse(file) as { records: Record<string, unknown[]> }
  expect(Object.keys(records).sort()).toEqual([...new Set([...tables, 'students', 'events'])].sort())
  for (const table of ['enrollments', 'lesson_progress', 'mails', 'events']) expect(records[table]?.length, table).toBeGreaterThan(0)
  expect(file).not.toMatch(/argon2|hash/)
})
