import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { askForDeletion } from '#tenants/people/deletion.ts'
import { eraseStudent } from '#tenants/people/erase.ts'
import { handovers, studentIdentities, students } from '#tenants/people/schema.ts'
import { registerStudent } from '#tenants/people/students.ts'
import { addDomain, removeDomain } from '#tenants/registry/domains.ts'
import { schools as schoolRows } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { changeSchool } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type FakeOAuth, fakeOAuth } from '#tests/fakes/oauth/server.ts'
import { aSchool, DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { TestBrowser } from '#tests/setup/oauth.ts'
import { type Answer, cookieOf, TestServer } from '#tests/setup/server.ts'
import { linkIn, smtpServer, type TestSmtp } from '#tests/setup/smtp.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let smtp: TestSmtp
let fake: FakeOAuth
/** The first lets anybody make an account, the second does not. */
let madder: Tenant
let woad: Tenant

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-oauth-'))
  smtp = await smtpServer()
  fake = await fakeOAuth((url) => /^http:\/\/localhost:\d+\/oauth\/(google|github)\/back$/.test(url))
  schools = openSchools(dataDir)
  const made = await aSchool(schools, 'madder')
  madder = made.tenant
  woad = (await aSchool(schools, 'woad')).tenant
  await changeSchool(schools, madder, made.owner.id, { openSignUp: true })
  server = await TestServer.start({ dataDir, env: { SMTP_URL: smtp.url, MAIL_FROM: 'letters@lectern.test', ...fake.env } })
})
afterAll(async () => {
  await server.end()
  await Promise.all([smtp.close(), fake.close()])
  await schools.pool.migrationsSettled()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const browser = () => new TestBrowser(server, fake)
const learns = async (one: TestBrowser, slug = 'madder') => (await one.ask(server.host(slug), urls.school.learn())).status === 200
const to = ({ status, headers }: Answer) => [status, headers.location]
const at = (provider: 'google' | 'github', id: string, email: string, verified = true) =>
  fake.account(provider, { id, name: `Student ${id}`, email, verified })
const studentOf = (tenant: Tenant, email: string) => tenant.read((db) => db.select().from(students).where(eq(students.email, email)).get())
const linked = (tenant: Tenant, email: string) => {
  const { id = '' } = studentOf(tenant, email) ?? {}
  return tenant
    .read((db) => db.select().from(studentIdentities).where(eq(studentIdentities.ownerId, id)).all())
    .map(({ provider }) => provider)
}
const register = (tenant: Tenant, email: string) => registerStudent(tenant, { email, name: email, password: PASSWORD }, DEVICE)
const signIn = (email: string, slug = 'madder') =>
  server.ask(server.host(slug), urls.school.signIn(), { form: { email, password: PASSWORD } })
/** The address was shown to be theirs, as by a link in a letter. */
const proven = (tenant: Tenant, email: string) =>
  tenant.transact((tx) => void tx.update(students).set({ emailProvenAt: 1 }).where(eq(students.email, email)).run())
const letterAbout = (to: string, subject: RegExp) =>
  smtp.letterTo(to).then(() => {
    const found = smtp.received.findLast((one) => one.to === to && subject.test(one.mail.subject ?? ''))
    if (!found) throw new Error(`no letter to ${to} about ${subject}`)
    return found.mail
  })

test('somebody new gets an account where the school lets anybody in, and only a sentence where it does not', async () => {
  at('google', '1', 'Nora@mail.test')
  const it = browser()
  const page = await it.ask(server.host('madder'), urls.school.signIn('/account'))
  expect(page.text).toContain('Continue with GitHub')
  expect(page.headers['content-security-policy']).toContain(`form-action 'self' http://${server.platform} ${fake.url}`)
  expect(to(await it.student('madder', 'google', '1', { to: '/account' }))).toEqual([302, '/account'])
  expect([await learns(it), linked(madder, 'nora@mail.test'), studentOf(madder, 'nora@mail.test')?.name]).toEqual([
    true,
    ['google'],
    'Student 1',
  ])
  // Of the other school she is nothing, and her cookie there is nobody's.
  expect(await learns(it, 'woad')).toBe(false)
  const refused = await it.student('woad', 'google', '1')
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('There is no account with nora@mail.test here')])
  expect([studentOf(woad, 'nora@mail.test'), await learns(it, 'woad')]).toEqual([undefined, false])
  const again = browser()
  await again.student('madder', 'google', '1')
  expect(await learns(again)).toBe(true)
  expect(madder.read((db) => db.select().from(handovers).all())).toEqual([])
})

test('at a domain of the school’s own the way ends where it began, and a letter’s link leads there', async () => {
  const school = schools.registry.byId(madder.id)
  if (!school) throw new Error('the school is gone')
  const own = `learn.madder.example:${server.port}`
  await addDomain(schools, school, 'learn.madder.example', { isCanonical: true, device: DEVICE })
  try {
    at('google', '20', 'joost@mail.test')
    const it = browser()
    const begun = await it.ask(own, urls.school.oauth('google'), { form: { to: '/account' } })
    const atProvider = await it.goTo(new URL(begun.headers.location ?? ''))
    const back = await it.goTo(await fake.choose(atProvider.headers.location ?? '', '20'))
    const enter = new URL(back.headers.location ?? '')
    expect(enter.host).toBe(own)
    expect(to(await it.goTo(enter))).toEqual([302, '/account'])
    expect([(await it.ask(own, urls.school.learn())).status, linked(madder, 'joost@mail.test')]).toEqual([200, ['google']])

    await it.ask(own, urls.school.signIn(), { form: { intent: 'link', email: 'joost@mail.test' } })
    expect(linkIn(await letterAbout('joost@mail.test', /sign in/i)).host).toBe(own)
  } finally {
    await removeDomain(schools, school, 'learn.madder.example', DEVICE)
  }
})

test('an account is linked at once only when both addresses are proven; else its reader is asked, and what was there before ends', async () => {
  const { token } = await register(madder, 'piet@mail.test')
  at('google', '2', 'piet@mail.test')
  const it = browser()
  const asked = await it.student('madder', 'google', '2')
  expect([asked.status, asked.text, await learns(it)]).toEqual([200, expect.stringContaining('A letter is on its way'), false])
  expect(linked(madder, 'piet@mail.test')).toEqual([])
  const link = linkIn(await letterAbout('piet@mail.test', /Is this your account/))
  expect((await server.ask(server.host('madder'), link.pathname)).text).toContain('opens the account with piet@mail.test')
  expect((await server.ask(server.host('woad'), link.pathname, { form: {} })).status).toBe(410)
  const pressed = await it.ask(server.host('madder'), link.pathname, { form: {} })
  expect([pressed.status, await learns(it), linked(madder, 'piet@mail.test')]).toEqual([302, true, ['google']])
  // Whoever made the account with somebody else's address is out.
  const before = await server.ask(server.host('madder'), urls.school.learn(), { cookie: `lectern-student=${token}` })
  expect([before.status, (await signIn('piet@mail.test')).status]).toEqual([302, 400])

  await register(woad, 'rosa@mail.test')
  await proven(woad, 'rosa@mail.test')
  at('github', '3', 'rosa@mail.test')
  const rosa = browser()
  expect((await rosa.student('woad', 'github', '3')).status).toBe(302)
  expect([await learns(rosa, 'woad'), linked(woad, 'rosa@mail.test')]).toEqual([true, ['github']])
  await letterAbout('rosa@mail.test', /GitHub now opens/)
  expect((await signIn('rosa@mail.test', 'woad')).status).toBe(302)
})

test('an address the provider has not verified opens and makes nothing', async () => {
  await register(madder, 'sven@mail.test')
  await proven(madder, 'sven@mail.test')
  at('google', '4', 'sven@mail.test', false)
  at('github', '4', 'sven-new@mail.test', false)
  for (const provider of ['google', 'github'] as const) {
    const it = browser()
    const refused = await it.student('madder', provider, '4')
    expect([refused.status, refused.text, await learns(it)]).toEqual([403, expect.stringContaining('has not confirmed'), false])
  }
  expect([linked(madder, 'sven@mail.test'), studentOf(madder, 'sven-new@mail.test')]).toEqual([[], undefined])
})

test('what leads to the school works once, for a minute, there alone, and in the browser that began', async () => {
  at('google', '5', 'tess@mail.test')
  await register(woad, 'tess@mail.test')
  await proven(woad, 'tess@mail.test')
  const attacker = browser()
  const theirs = () => attacker.handover('madder', 'google', '5')
  const led = await theirs()
  expect(led.host).toBe(server.host('madder'))
  // Stolen, or handed to a victim who is to be signed in to another's account; and then it is good for nobody.
  const victim = browser()
  expect([(await victim.goTo(led)).status, (await attacker.goTo(led)).status]).toEqual([400, 410])
  const busy = browser()
  await busy.studentTo('madder', 'google', '5')
  expect([(await busy.goTo(await theirs())).status, await learns(busy), await learns(victim)]).toEqual([400, false, false])
  const mine = await theirs()
  // At another school, with the cookie it has there.
  await attacker.studentTo('woad', 'google', '5')
  expect((await attacker.ask(server.host('woad'), mine.pathname)).status).toBe(410)
  expect([(await attacker.goTo(mine)).status, await learns(attacker), (await attacker.goTo(mine)).status]).toEqual([302, true, 410])
  const slow = browser()
  const late = await slow.handover('madder', 'google', '5')
  await madder.transact((tx) => void tx.update(handovers).set({ expiresAt: 1 }).run())
  expect([(await slow.goTo(late)).status, await learns(slow)]).toEqual([410, false])
  expect(server.output).not.toContain(mine.pathname.split('/').at(-1))
})

test('the way back to the platform is for the browser, provider and school it was begun for', async () => {
  at('google', '6', 'uma@mail.test')
  at('github', '6', 'uma@mail.test')
  const attacker = browser()
  const mixed = await attacker.studentTo('madder', 'google', '6')
  const theirs = await attacker.studentTo('madder', 'google', '6')
  const victim = browser()
  await victim.studentTo('madder', 'google', '6')
  const led = await victim.goTo(theirs)
  expect(led.headers.location).toMatch(/^http:\/\/madder\.localhost:\d+\/sign-in\?failed=other_browser/)
  expect((await victim.goTo(new URL(led.headers.location ?? ''))).text).toContain('was not begun in this browser')
  mixed.pathname = urls.platform.oauthBack('github')
  expect((await attacker.goTo(mixed)).status).toBe(400)
  // Another host in the state is not ours to sign, and nobody is sent to one.
  const [body = '', mac = ''] = (theirs.searchParams.get('state') ?? '').split('.')
  const state = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
  const forged = new URL(theirs)
  forged.searchParams.set('state', `${Buffer.from(JSON.stringify({ ...state, host: 'elsewhere.example' })).toString('base64url')}.${mac}`)
  const answer = await attacker.goTo(forged)
  expect([answer.status, answer.headers.location]).toEqual([400, undefined])
  for (const begun of ['', 'nothing', forged.searchParams.get('state') ?? ''])
    expect((await attacker.ask(server.platform, urls.platform.oauthSchool('google', begun))).headers.location ?? '').not.toContain(fake.url)
  for (const where of ['https://elsewhere.example', '//elsewhere.example']) {
    const open = browser()
    expect(to(await open.student('madder', 'google', '6', { to: where }))).toEqual([302, urls.school.learn()])
  }
  const cancelled = browser()
  const back = await cancelled.goTo(await cancelled.studentTo('madder', 'google', 'cancel'))
  expect((await cancelled.goTo(new URL(back.headers.location ?? ''))).text).toContain('You did not let Google tell us who you are')
})

test('a student links and unlinks in the account, having proved who they are; a letter tells of both', async () => {
  const { token } = await register(madder, 'vera@mail.test')
  at('google', '7', 'vera.private@mail.test')
  const page = urls.school.accountSignIn()
  const host = server.host('madder')
  const cookie = `lectern-student=${token}`
  const link = (password: string) => server.ask(host, page, { cookie, form: { intent: 'link', provider: 'google', password } })
  const wrong = await link('nope')
  expect([wrong.headers.location, wrong.text]).toEqual([undefined, expect.stringContaining('not the password of your account')])
  const begun = await link(PASSWORD)
  const onward = await server.ask(
    server.platform,
    new URL(begun.headers.location ?? '').pathname + new URL(begun.headers.location ?? '').search,
  )
  const there = await fake.choose(onward.headers.location ?? '', '7')
  const handed = await server.ask(server.platform, there.pathname + there.search, { cookie: cookieOf(onward) })
  const enter = new URL(handed.headers.location ?? '').pathname
  expect(to(await server.ask(host, enter, { cookie: `${cookie}; ${cookieOf(begun)}` }))).toEqual([302, urls.school.accountLinked()])
  expect(linked(madder, 'vera@mail.test')).toEqual(['google'])
  await letterAbout('vera@mail.test', /Google now opens/)
  // Another student's press takes nothing away.
  const other = (await register(madder, 'wim@mail.test')).token
  const unlink = { intent: 'unlink', provider: 'google', subject: '7' }
  await server.ask(host, page, { cookie: `lectern-student=${other}`, form: unlink })
  expect(linked(madder, 'vera@mail.test')).toEqual(['google'])
  expect((await server.ask(host, page, { cookie })).text).toContain('vera.private@mail.test')
  await server.ask(host, page, { cookie, form: unlink })
  expect(linked(madder, 'vera@mail.test')).toEqual([])
})

test('a closed school, an account that is suspended, one that is leaving and one that was erased', async () => {
  at('google', '8', 'yara@mail.test')
  const it = browser()
  await it.student('madder', 'google', '8')
  const { id } = studentOf(madder, 'yara@mail.test')!
  const suspended = (suspendedAt: number | null) =>
    madder.transact((tx) => void tx.update(students).set({ suspendedAt, suspendedReason: 'For a month.' }).where(eq(students.id, id)).run())
  await suspended(1)
  const out = browser()
  const kept = await out.student('madder', 'google', '8')
  expect([kept.status, kept.text, await learns(out)]).toEqual([403, expect.stringContaining('For a month.'), false])
  await suspended(null)
  // Signing in takes back that it is to be deleted; once its days are over, it opens nothing.
  await askForDeletion(madder, id)
  await it.student('madder', 'google', '8')
  expect([await learns(it), studentOf(madder, 'yara@mail.test')?.eraseAt]).toEqual([true, null])
  await askForDeletion(madder, id, Date.now() - 8 * 86_400_000)
  const over = await it.student('madder', 'google', '8')
  expect([over.status, await learns(it)]).toEqual([403, false])
  await madder.transact((tx) => eraseStudent(tx, id, Date.now()))
  expect(madder.read((db) => db.select().from(studentIdentities).where(eq(studentIdentities.subject, '8')).all())).toEqual([])
  await it.student('madder', 'google', '8')
  expect(studentOf(madder, 'yara@mail.test')?.id).not.toBe(id)

  const closing = browser()
  const back = await closing.studentTo('woad', 'google', '8')
  const standing = (suspendedAt: number | null) =>
    schools.registry.transact((tx) => void tx.update(schoolRows).set({ suspendedAt }).where(eq(schoolRows.id, woad.id)).run())
  await standing(1)
  expect((await closing.goTo(back)).status).toBe(423)
  await standing(null)
})
