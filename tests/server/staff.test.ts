import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { taughtIds } from '#tenants/courses/taught-by.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { changeRole } from '#tenants/registry/change-staff.ts'
import { invite } from '#tenants/registry/invitations.ts'
import { grantsIn, personByEmail, registerPerson } from '#tenants/registry/people.ts'
import { memberships, schoolRoles, sessions } from '#tenants/registry/schema.ts'
import { changeRoleSet, deleteRole, makeRole } from '#tenants/registry/school-roles.ts'
import { MayNotGive } from '#tenants/registry/staff-failures.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool, DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { cookieOf, TestServer } from '#tests/setup/server.ts'
import { linkIn, smtpServer, type TestSmtp } from '#tests/setup/smtp.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let smtp: TestSmtp
let madder: Tenant
let woad: Tenant
let ownerId: string
let owner: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-staff-'))
  smtp = await smtpServer()
  schools = openSchools(dataDir)
  const made = await aSchool(schools, 'madder')
  madder = made.tenant
  ownerId = made.owner.id
  woad = (await aSchool(schools, 'woad', made.owner)).tenant
  server = await TestServer.start({ dataDir, env: { SMTP_URL: smtp.url, MAIL_FROM: 'letters@lectern.test' } })
  owner = cookieOf(await post(urls.platform.signIn(), { email: made.owner.email, password: PASSWORD, to: '' }))
})
afterAll(async () => {
  await server.end()
  await smtp.close()
  await schools.pool.migrationsSettled()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const post = (path: string, form: Record<string, string>, cookie?: string) =>
  server.ask(server.platform, path, { form, ...(cookie && { cookie }) })
const look = (path: string, cookie?: string) => server.ask(server.platform, path, cookie ? { cookie } : {})
const account = async (name: string) => {
  const who = { email: `${name}@staff.test`, name, password: PASSWORD }
  const { person, token } = await registerPerson(schools.registry, who, DEVICE)
  return { id: person.id, email: person.email, cookie: `lectern-staff=${token}` }
}
const member = async (name: string, role: string) => {
  const made = await account(name)
  await schools.registry.transact((tx) =>
    tx.insert(memberships).values({ personId: made.id, schoolId: madder.id, role, createdAt: Date.now() }).run(),
  )
  return made
}
const roleIn = (personId: string, tenant = madder) => grantsIn(schools.registry, personId, tenant.id)?.role
const inviteAs = (cookie: string, email: string, role: string, more: Record<string, string> = {}) =>
  post(urls.dashboard.inviteStaff('madder'), { email, role, ...more }, cookie)

test('who has no account makes one with the address that was invited, and works where the invitation says', async () => {
  const draft = { outcome: '', price: 0, currency: 'USD', sections: [] }
  const [mine, other] = [
    await createCourse(madder, ownerId, { ...draft, title: 'Reds' }),
    await createCourse(madder, ownerId, { ...draft, title: 'Blues' }),
  ]
  expect((await inviteAs(owner, 'New@Staff.test', 'instructor', { course: mine.id })).status).toBe(302)
  const mail = await smtp.letterTo('new@staff.test')
  expect(mail).toMatchObject({ from: { name: 'School madder' }, subject: 'Work at School madder' })
  const { pathname } = linkIn(mail)
  for (const _ of [1, 2]) expect((await look(pathname)).text).toContain('Make an account and join')
  const who = { intent: 'create', name: 'Nell', password: PASSWORD }
  const answers = await Promise.all([post(pathname, who), post(pathname, who)])
  expect(answers.map(({ status }) => status).sort()).toEqual([302, 410])
  const cookie = answers.map(cookieOf).find((one) => one !== '') ?? ''
  expect((await look(urls.dashboard.course('madder', mine.id), cookie)).status).toBe(200)
  expect((await look(urls.dashboard.course('madder', other.id), cookie)).status).toBe(404)
  expect((await look(urls.dashboard.home('woad'), cookie)).status).toBe(404)
  const { id = '' } = personByEmail(schools.registry, 'new@staff.test') ?? {}
  expect(madder.read((db) => taughtIds(db, id))).toEqual([mine.id])
  expect((await look(pathname)).status).toBe(410)
})

test('another account cannot take an invitation: it hears for whom it is; who has an account with the address signs in and joins', async () => {
  const invited = await account('ines')
  const mallory = await account('mallory')
  await inviteAs(owner, invited.email, 'assistant')
  const { pathname } = linkIn(await smtp.letterTo(invited.email))
  expect((await look(pathname)).text).toContain('You have an account with this address')
  const seen = (await look(pathname, mallory.cookie)).text
  expect(seen).toContain('This invitation is for ines@staff.test')
  const tried = await post(pathname, { intent: 'join' }, mallory.cookie)
  expect(tried.status).toBe(403)
  expect(tried.text).toContain('This invitation is for ines@staff.test')
  // Nor by making a second account with the address, nor without being signed in.
  expect((await post(pathname, { intent: 'create', name: 'M', password: PASSWORD })).status).toBe(409)
  expect((await post(pathname, { intent: 'join' })).headers.location).toMatch(/^\/sign-in/)
  expect(roleIn(invited.id)).toBeUndefined()
  expect((await post(pathname, { intent: 'join' }, invited.cookie)).headers.location).toBe(urls.dashboard.home('madder'))
  expect(roleIn(invited.id)).toBe('assistant')
})

test('a link of one purpose is none of another, and a school’s seal is not the platform’s', async () => {
  await inviteAs(owner, 'seal@staff.test', 'assistant')
  const { pathname } = linkIn(await smtp.letterTo('seal@staff.test'))
  const payload = schools.unseal('invitation', pathname.slice('/link/'.length)) as object
  for (const forged of [madder.seal('invitation', payload), schools.seal('one-time-link', payload), `${pathname.slice(6)}x`])
    expect((await look(urls.platform.link(forged))).status).toBe(410)
  expect((await server.ask(server.host('madder'), pathname)).status).toBe(410)
})

test('who makes somebody a manager of the staff has proved a moment ago who they are, and loses nothing by being asked', async () => {
  const stale = await schools.registry.transact((tx) => startSession(tx, sessions, ownerId, DEVICE))
  const cookie = `lectern-staff=${stale}`
  const helper = await member('raised', 'assistant')
  const at = urls.dashboard.member('madder', helper.id)
  const asked = (to: string) => [302, urls.platform.confirm(to)]
  const answer = async (sent: ReturnType<typeof post>) => {
    const { status, headers } = await sent
    return [status, headers.location]
  }
  expect(await answer(inviteAs(cookie, 'boss@staff.test', 'admin'))).toEqual(
    asked(urls.dashboard.inviteStaff('madder', { email: 'boss@staff.test', role: 'admin' })),
  )
  const begun = await look(urls.dashboard.inviteStaff('madder', { email: 'boss@staff.test', role: 'admin' }), cookie)
  expect(begun.text).toContain('value="boss@staff.test"')
  expect(await answer(post(at, { intent: 'change', role: 'admin' }, cookie))).toEqual(
    asked(urls.dashboard.member('madder', helper.id, 'admin')),
  )
  // A set of the school's own is no way around it: neither widened nor replaced for who has it.
  const set = await makeRole(
    schools.registry,
    { schoolId: madder.id, actor: ownerId, device: DEVICE },
    { name: 'Desk', permissions: [], ownCourses: false },
  )
  await post(at, { intent: 'change', role: set }, cookie)
  expect(roleIn(helper.id)).toBe(set)
  const role = urls.dashboard.role('madder', set)
  expect((await post(role, { intent: 'keep', name: 'Desk', permission: 'staff.manage' }, cookie)).status).toBe(403)
  expect((await post(role, { intent: 'remove', instead: 'admin' }, cookie)).status).toBe(403)
  expect([roleIn(helper.id), grantsIn(schools.registry, helper.id, madder.id)?.permissions.has('staff.manage')]).toEqual([set, false])
  expect((await inviteAs(cookie, 'helper@staff.test', 'assistant')).headers.location).toBe(urls.dashboard.staff('madder'))

  const proof = await post(urls.platform.confirm(at), { current: PASSWORD }, cookie)
  expect(proof.status).toBe(302)
  const fresh = cookieOf(proof) || cookie
  expect((await post(at, { intent: 'change', role: 'admin' }, fresh)).headers.location).toBe(urls.dashboard.staff('madder'))
  expect(roleIn(helper.id)).toBe('admin')
  await deleteRole(schools.registry, { schoolId: madder.id, actor: ownerId, device: DEVICE }, set, 'assistant')
})

test('nobody gives, changes or takes what they do not have themselves, and the owner stays', async () => {
  const admin = await member('ada', 'admin')
  const helper = await member('hugo', 'assistant')
  expect((await inviteAs(helper.cookie, 'x@staff.test', 'assistant')).status).toBe(403)
  for (const role of ['owner', 'role_of_nobody']) expect((await inviteAs(admin.cookie, 'x@staff.test', role)).status).toBeGreaterThan(400)
  const at = (id: string) => urls.dashboard.member('madder', id)
  const forms: Record<string, string>[] = [{ intent: 'change', role: 'assistant' }, { intent: 'remove' }]
  for (const form of forms) for (const cookie of [admin.cookie, owner]) expect((await post(at(ownerId), form, cookie)).status).toBe(403)
  expect((await post(at(helper.id), { intent: 'change', role: 'owner' }, admin.cookie)).status).toBe(403)
  expect(roleIn(ownerId)).toBe('owner')
  expect(roleIn(helper.id)).toBe('assistant')
  expect((await post(at(helper.id), { intent: 'change', role: 'instructor' }, admin.cookie)).status).toBe(302)
  expect(roleIn(helper.id)).toBe('instructor')
})

test('who is removed is out with the next request, can be taken back as what they were, and what they asked others to is void', async () => {
  const admin = await member('gone', 'admin')
  await inviteAs(admin.cookie, 'friend@staff.test', 'admin')
  const friend = linkIn(await smtp.letterTo('friend@staff.test')).pathname
  const removed = await post(urls.dashboard.member('madder', admin.id), { intent: 'remove' }, owner)
  expect(removed.headers.location).toBe(urls.dashboard.staff('madder', admin.id))
  expect((await look(urls.dashboard.home('madder'), admin.cookie)).status).toBe(404)
  expect((await look(friend)).status).toBe(410)
  expect((await look(removed.headers.location ?? '', owner)).text).toContain('Undo')
  expect((await post(urls.dashboard.staff('madder'), { intent: 'restore', id: admin.id }, owner)).status).toBe(302)
  expect(roleIn(admin.id)).toBe('admin')
  expect((await post(urls.dashboard.staff('woad'), { intent: 'restore', id: admin.id }, owner)).status).toBe(404)
})

test('an invitation made with rights that are lost since opens nothing; withdrawn, too', async () => {
  const admin = await member('demoted', 'admin')
  await inviteAs(admin.cookie, 'late@staff.test', 'admin')
  const { pathname } = linkIn(await smtp.letterTo('late@staff.test'))
  expect((await look(pathname)).status).toBe(200)
  const change = { schoolId: madder.id, actor: ownerId, personId: admin.id, device: DEVICE }
  await changeRole(schools.registry, change, 'assistant')
  expect((await look(pathname)).status).toBe(410)
  await changeRole(schools.registry, change, 'admin')
  expect((await look(pathname)).status).toBe(200)
  const id = /name="id" value="(invitation_[^"]+)"/.exec((await look(urls.dashboard.staff('madder'), owner)).text)?.[1] ?? ''
  expect((await post(urls.dashboard.staff('woad'), { intent: 'withdraw', id }, owner)).status).toBe(410)
  expect((await post(urls.dashboard.staff('madder'), { intent: 'again', id }, owner)).status).toBe(429)
  expect((await post(urls.dashboard.staff('madder'), { intent: 'withdraw', id }, owner)).status).toBe(200)
  expect((await look(pathname)).status).toBe(410)
})

test('an invitation of one school gives nothing in another, and ends after two weeks', async () => {
  const invited = await account('vera')
  const before = Date.now() - 15 * 86_400_000
  await invite(schools.registry, madder.id, ownerId, { email: invited.email, role: 'admin', courses: [] }, DEVICE, before)
  const old = linkIn(await smtp.letterTo(invited.email)).pathname
  expect((await post(old, { intent: 'join' }, invited.cookie)).status).toBe(410)
  await invite(schools.registry, madder.id, ownerId, { email: invited.email, role: 'admin', courses: [] }, DEVICE)
  const { pathname } = linkIn(await smtp.letterTo(invited.email, 2))
  expect((await post(pathname, { intent: 'join' }, invited.cookie)).status).toBe(302)
  expect([roleIn(invited.id), roleIn(invited.id, woad)]).toEqual(['admin', undefined])
})

test('a set of the school’s own allows what is ticked and no more; who has it gets another role when it is deleted', async () => {
  const admin = await member('setter', 'admin')
  const roles = urls.dashboard.role('madder', 'new')
  const twice = (permission: string) => `intent=keep&name=Moderator&permission=people.see&permission=${permission}`
  const send = (body: string, cookie: string) =>
    server.ask(server.platform, roles, {
      method: 'POST',
      body,
      cookie,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: server.origin(server.platform) },
    })
  // Owning is not among what can be ticked: it is left out.
  expect((await send(twice('school.own'), admin.cookie)).status).toBe(302)
  const set = schools.registry.read((db) => db.select().from(schoolRoles).where(eq(schoolRoles.schoolId, madder.id)).all())[0]!
  expect(set.permissions).toEqual(['school.see', 'people.see'])
  const moderator = await member('moderator', set.id)
  expect((await look(urls.dashboard.people('madder'), moderator.cookie)).status).toBe(200)
  for (const path of [urls.dashboard.courses('madder'), urls.dashboard.staff('madder'), urls.dashboard.roles('madder')])
    expect((await look(path, moderator.cookie)).status).toBe(403)
  const at = urls.dashboard.role('madder', set.id)
  expect((await post(urls.dashboard.role('woad', set.id), { intent: 'remove', instead: 'assistant' }, owner)).status).toBe(404)
  for (const instead of ['', 'owner', set.id])
    expect((await post(at, { intent: 'remove', instead }, admin.cookie)).status).toBeGreaterThan(400)
  expect((await post(at, { intent: 'remove', instead: 'assistant' }, admin.cookie)).status).toBe(302)
  expect(roleIn(moderator.id)).toBe('assistant')
})

test('who may manage staff in their own courses only makes nobody who may more, and no set that grows their own', async () => {
  const lead = { name: 'Lead', permissions: ['staff.manage', 'people.see'], ownCourses: true }
  const id = await makeRole(schools.registry, { schoolId: madder.id, actor: ownerId, device: DEVICE }, lead)
  const { cookie, id: personId } = await member('lead', id)
  for (const role of ['admin', 'assistant', 'instructor']) expect((await inviteAs(cookie, `${role}@staff.test`, role)).status).toBe(403)
  const change = { schoolId: madder.id, actor: personId, device: DEVICE }
  for (const draft of [
    { ...lead, ownCourses: false },
    { ...lead, permissions: ['staff.manage', 'school.manage'] },
  ])
    await expect(changeRoleSet(schools.registry, change, id, draft)).rejects.toThrow(MayNotGive)
  expect((await inviteAs(cookie, 'second@staff.test', id)).status).toBe(302)
})

test('a school changes its owner by password, letter and consent of the new one alone, and always has one', async () => {
  const [heir, admin] = [await member('heir', 'assistant'), await member('envy', 'admin')]
  const at = urls.dashboard.ownership('madder')
  const offer = (cookie: string, current: string, to = heir.id) => post(at, { intent: 'offer', to, current }, cookie)
  expect((await offer(admin.cookie, PASSWORD)).status).toBe(403)
  expect((await offer(owner, 'not the password')).status).toBe(400)
  expect((await offer(owner, PASSWORD, (await account('outsider')).id)).status).toBe(404)
  expect((await offer(owner, PASSWORD)).status).toBe(302)
  const first = linkIn(await smtp.letterTo(heir.email)).pathname
  expect(roleIn(ownerId)).toBe('owner')
  await post(at, { intent: 'withdraw' }, owner)
  expect((await look(first)).status).toBe(410)
  await offer(owner, PASSWORD)
  const { pathname } = linkIn(await smtp.letterTo(heir.email, 2))
  expect((await look(pathname)).text).toContain('School madder')
  expect((await post(pathname, {})).headers.location).toMatch(/^\/sign-in/)
  expect((await post(pathname, {}, admin.cookie)).status).toBe(403)
  expect(roleIn(heir.id)).toBe('assistant')
  expect((await post(pathname, {}, heir.cookie)).headers.location).toBe(urls.dashboard.home('madder'))
  expect([roleIn(ownerId), roleIn(heir.id)]).toEqual(['admin', 'owner'])
  expect((await post(pathname, {}, heir.cookie)).status).toBe(410)
  expect((await smtp.letterTo('owner@school.test', 3)).subject).toBe('School madder has another owner')
  expect(roleIn(ownerId, woad)).toBe('owner')
})
