import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { personByEmail, registerPerson } from '#tenants/registry/people.ts'
import { identitiesOfPerson } from '#tenants/registry/person-identities.ts'
import { audit, people } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { type FakeOAuth, fakeOAuth } from '#tests/fakes/oauth/server.ts'
import { DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { TestBrowser } from '#tests/setup/oauth.ts'
import { type Answer, cookieOf, TestServer, until } from '#tests/setup/server.ts'
import { linkIn, smtpServer, type TestSmtp } from '#tests/setup/smtp.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let smtp: TestSmtp
let fake: FakeOAuth

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-oauth-'))
  smtp = await smtpServer()
  fake = await fakeOAuth((url) => /^http:\/\/localhost:\d+\/oauth\/(google|github)\/back$/.test(url))
  schools = openSchools(dataDir)
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
const isIn = async (one: TestBrowser) => (await one.ask(server.platform, urls.platform.account())).status === 200
const to = ({ status, headers }: Answer) => [status, headers.location]
const at = (provider: 'google' | 'github', id: string, email: string, verified = true) =>
  fake.account(provider, { id, name: `Person ${id}`, email, verified })
const person = (email: string) => personByEmail(schools.registry, email)
const linked = (email: string) => identitiesOfPerson(schools.registry, person(email)?.id ?? '').map((one) => one.provider)
const auditOf = (email: string) => {
  const { id = '' } = person(email) ?? {}
  return schools.registry.read((db) => db.select().from(audit).where(eq(audit.subject, id)).all())
}
const signedUp = (email: string) => registerPerson(schools.registry, { email, name: email.split('@')[0] ?? '', password: PASSWORD }, DEVICE)

test('somebody new gets an account without a password, and comes back to it; their address may change there', async () => {
  at('google', '1', 'Nora@staff.test')
  const first = browser()
  expect((await first.ask(server.platform, urls.platform.signUp())).text).toContain('Continue with Google')
  expect(to(await first.staff('google', '1'))).toEqual([302, urls.platform.newSchool()])
  expect([await isIn(first), person('nora@staff.test')?.name, linked('nora@staff.test')]).toEqual([true, 'Person 1', ['google']])
  expect(auditOf('nora@staff.test').map(({ type }) => type)).toContain('person.registered')
  for (const password of ['', ' ', PASSWORD]) {
    const tried = await server.ask(server.platform, urls.platform.signIn(), { form: { email: 'nora@staff.test', password } })
    expect(tried.status).toBe(400)
  }
  // Nothing asks for what they do not have.
  const { text } = await first.ask(server.platform, urls.platform.confirm(urls.platform.twoFactor()))
  expect(text).toContain('You have no password yet')
  expect(text).not.toContain('name="current"')
  at('google', '1', 'other@staff.test')
  const again = browser()
  expect(to(await again.staff('google', '1', '/account'))).toEqual([302, '/account'])
  expect([await isIn(again), person('other@staff.test')]).toEqual([true, undefined])
})

test('an account that is there is linked by its password, never by the address alone', async () => {
  await signedUp('piet@staff.test')
  at('github', '2', 'piet@staff.test')
  const it = browser()
  expect(to(await it.staff('github', '2', '/account/sessions'))).toEqual([302, urls.platform.oauthConfirm()])
  expect([await isIn(it), linked('piet@staff.test')]).toEqual([false, []])
  const page = await it.ask(server.platform, urls.platform.oauthConfirm())
  expect(page.text).toContain('There is an account with piet@staff.test already')
  const wrong = await it.ask(server.platform, urls.platform.oauthConfirm(), { form: { intent: 'password', password: 'not mine' } })
  expect([wrong.status, await isIn(it), linked('piet@staff.test')]).toEqual([400, false, []])
  // Another browser has nothing to confirm.
  const stranger = await browser().ask(server.platform, urls.platform.oauthConfirm(), { form: { intent: 'password', password: PASSWORD } })
  expect(to(stranger)).toEqual([302, urls.platform.signIn()])
  const right = await it.ask(server.platform, urls.platform.oauthConfirm(), { form: { intent: 'password', password: PASSWORD } })
  expect([...to(right), await isIn(it)]).toEqual([302, '/account/sessions', true])
  expect((await smtp.letterTo('piet@staff.test')).subject).toBe('GitHub now opens your account')
  const next = browser()
  await next.staff('github', '2')
  expect(await isIn(next)).toBe(true)
})

test('who does not know the password links by a letter: it ends with every session, as somebody else may know it', async () => {
  const { token } = await signedUp('quinn@staff.test')
  at('google', '3', 'quinn@staff.test')
  const it = browser()
  await it.staff('google', '3')
  const sent = await it.ask(server.platform, urls.platform.oauthConfirm(), { form: { intent: 'letter', password: '' } })
  expect(sent.text).toContain('is on its way to quinn@staff.test')
  const link = linkIn(await smtp.letterTo('quinn@staff.test'))
  expect((await server.ask(server.platform, link.pathname)).text).toContain('Google')
  expect(linked('quinn@staff.test')).toEqual([])
  const pressed = await server.ask(server.platform, link.pathname, { form: {} })
  expect([pressed.status, cookieOf(pressed), linked('quinn@staff.test')]).toEqual([302, '', ['google']])
  expect((await server.ask(server.platform, link.pathname, { form: {} })).status).toBe(410)
  const old = await server.ask(server.platform, urls.platform.account(), { cookie: `lectern-staff=${token}` })
  const byPassword = await server.ask(server.platform, urls.platform.signIn(), { form: { email: 'quinn@staff.test', password: PASSWORD } })
  expect([old.status, byPassword.status]).toEqual([302, 400])
  await it.staff('google', '3')
  expect(await isIn(it)).toBe(true)
})

test('linking asks for the password once more, unlinking never takes the last way in', async () => {
  const { token } = await signedUp('rosa@staff.test')
  const cookie = `lectern-staff=${token}`
  at('google', '4', 'rosa.private@mail.test')
  const page = urls.platform.signingIn()
  const wrong = await server.ask(server.platform, page, { cookie, form: { intent: 'link', provider: 'google', current: 'nope' } })
  expect([wrong.status, wrong.headers.location]).toEqual([400, undefined])
  const begun = await server.ask(server.platform, page, { cookie, form: { intent: 'link', provider: 'google', current: PASSWORD } })
  const back = await fake.choose(begun.headers.location ?? '', '4')
  const [mine, both] = [cookieOf(begun), `${cookieOf(begun)}; ${cookie}`]
  // Signed out meanwhile, or as somebody else: nothing is linked.
  expect((await server.ask(server.platform, back.pathname + back.search, { cookie: mine })).status).toBe(400)
  const again = await server.ask(server.platform, page, { cookie, form: { intent: 'link', provider: 'google', current: PASSWORD } })
  const there = await fake.choose(again.headers.location ?? '', '4')
  expect((await server.ask(server.platform, back.pathname + back.search, { cookie: both })).status).toBe(410)
  const done = await server.ask(server.platform, there.pathname + there.search, { cookie: `${cookieOf(again)}; ${cookie}` })
  expect([...to(done), linked('rosa@staff.test')]).toEqual([302, urls.platform.signingIn('linked'), ['google']])
  // Somebody else cannot link the same one.
  const other = (await signedUp('sven@staff.test')).token
  const theirs = await server.ask(server.platform, page, {
    cookie: `lectern-staff=${other}`,
    form: { intent: 'link', provider: 'google', current: PASSWORD },
  })
  const taken = await fake.choose(theirs.headers.location ?? '', '4')
  const refused = await server.ask(server.platform, taken.pathname + taken.search, {
    cookie: `${cookieOf(theirs)}; lectern-staff=${other}`,
  })
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('opens another account here already')])
  await schools.registry.transact((tx) => tx.update(people).set({ passwordHash: '' }).where(eq(people.email, 'rosa@staff.test')).run())
  const unlink = { intent: 'unlink', provider: 'google', subject: '4' }
  expect((await server.ask(server.platform, page, { cookie, form: unlink })).status).toBe(409)
  await server.ask(server.platform, page, { cookie, form: { intent: 'password_letter' } })
  const link = linkIn(await smtp.letterAbout('Choose a new password', 'rosa@staff.test'))
  await server.ask(server.platform, link.pathname, { form: { password: 'another password entirely' } })
  // What had another address than the account's is gone with that: it may have been somebody else's.
  expect(linked('rosa@staff.test')).toEqual([])
  expect(auditOf('rosa@staff.test').map(({ type }) => type)).toEqual(expect.arrayContaining(['identity.linked', 'password.reset']))
})

test('what comes back is for the browser, the provider and the moment it was begun for', async () => {
  at('google', '5', 'tess@staff.test')
  at('github', '5', 'tess@staff.test')
  const attacker = browser()
  const theirs = await attacker.staffTo('google', '5')
  // A victim who is led there is not signed in to the attacker's account.
  const victim = browser()
  const led = await victim.goTo(theirs)
  expect([led.status, led.text]).toEqual([400, expect.stringContaining('not begun in this browser')])
  const begunToo = browser()
  await begunToo.staffTo('google', '5')
  expect((await begunToo.goTo(theirs)).status).toBe(400)
  const changed = (change: (url: URL) => void) => {
    const url = new URL(theirs)
    change(url)
    return attacker.goTo(url)
  }
  expect((await changed((url) => url.searchParams.set('state', 'forged'))).status).toBe(400)
  expect((await changed((url) => url.searchParams.set('state', `${url.searchParams.get('state')}x`))).status).toBe(400)
  expect((await changed((url) => url.searchParams.delete('state'))).status).toBe(400)
  const mixed = browser()
  const google = await mixed.staffTo('google', '5')
  google.pathname = urls.platform.oauthBack('github')
  expect((await mixed.goTo(google)).status).toBe(400)
  expect(person('tess@staff.test')).toBeUndefined()
  // Used once, by who began.
  expect((await attacker.goTo(theirs)).status).toBe(302)
  expect([await isIn(attacker), (await attacker.goTo(theirs)).status]).toEqual([true, 400])
  // A page of somebody else's begins nothing.
  const elsewhere = { form: { to: '' }, headers: { Origin: 'https://elsewhere.example' } }
  expect((await server.ask(server.platform, urls.platform.oauth('google'), elsewhere)).status).toBe(403)
  const open = browser()
  for (const where of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example'])
    expect(to(await open.staff('google', '5', where))).toEqual([302, urls.platform.schools()])
})

test('what goes wrong is said in a sentence, and nothing is changed', async () => {
  at('google', '6', 'uma@staff.test', false)
  const it = browser()
  const unverified = await it.staff('google', '6')
  expect([unverified.status, unverified.text]).toEqual([403, expect.stringContaining('has not confirmed your e-mail address')])
  const denied = await it.staff('google', 'cancel')
  expect([denied.status, denied.text]).toEqual([400, expect.stringContaining('You did not let Google tell us who you are')])
  fake.trouble('google', { at: 'token', status: 503 })
  const away = await it.staff('google', '6')
  expect([away.status, away.text]).toEqual([503, expect.stringContaining('Google does not answer at the moment')])
  const back = await it.staffTo('google', '6')
  fake.expireCodes()
  const late = await it.goTo(back)
  expect([late.status, late.text]).toEqual([410, expect.stringContaining('That took too long')])
  expect([await isIn(it), person('uma@staff.test')]).toEqual([false, undefined])
  expect((await server.ask(server.platform, urls.platform.oauthBack('gitlab'))).status).toBe(404)
  await until('the log says so', () => server.logged({ msg: 'a provider of sign-in does not answer' }).length === 1)
  expect(server.output).not.toContain(back.searchParams.get('code') ?? 'no code')
})
