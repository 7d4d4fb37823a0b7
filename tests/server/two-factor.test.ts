import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { demandTwoFactor } from '#tenants/registry/demand-two-factor.ts'
import { memberships, type Person } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aSchool, DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { PasskeyDevice } from '#tests/setup/passkey-device.ts'
import { type Answer, cookieOf, TestServer } from '#tests/setup/server.ts'
import { linkIn, smtpServer, type TestSmtp } from '#tests/setup/smtp.ts'
import { aPerson, aPersonWithApp, codeAt, nextCode } from '#tests/setup/two-factor.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let smtp: TestSmtp
let madder: Tenant
let owner: Person

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-two-factor-'))
  smtp = await smtpServer()
  schools = openSchools(dataDir)
  ;({ tenant: madder, owner } = await aSchool(schools, 'madder'))
  server = await TestServer.start({ dataDir, env: { SMTP_URL: smtp.url, MAIL_FROM: 'letters@lectern.test' } })
})
afterAll(async () => {
  await server.end()
  await smtp.close()
  await schools.pool.migrationsSettled()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const { platform } = urls
const cookieWith = (token: string) => `lectern-staff=${token}`
const get = (path: string, cookie = '') => server.ask(server.platform, path, { cookie })
const post = (path: string, form: Record<string, string>, cookie = '', headers: Record<string, string> = {}) =>
  server.ask(server.platform, path, { form, cookie, headers })
const signIn = (email: string, password = PASSWORD, to = '') => post(platform.signIn(), { email, password, to })
const isIn = async (cookie: string) => (await get(platform.account(), cookie)).status === 200
const pathOf = (answer: Answer) => answer.headers.location ?? ''
/** The cookies of an answer that are no longer empty. */
const kept = (answer: Answer) =>
  cookieOf(answer)
    .split('; ')
    .filter((one) => !one.endsWith('='))
    .join('; ')
const question = async (purpose: string, cookie = '') => {
  const { status, text } = await get(platform.passkeyQuestion(purpose), cookie)
  return { status, options: JSON.parse(text) as { challenge: string } }
}

test('a right password opens nothing yet: the session comes with the second step, at the place that was asked for', async () => {
  const { person, key, token } = await aPersonWithApp(schools, 'ines')
  const first = await signIn(person.email, PASSWORD, platform.sessions())
  expect([first.status, pathOf(first)]).toEqual([302, platform.secondStep(platform.sessions())])
  const ticket = cookieOf(first)
  expect(ticket).toMatch(/^lectern-second-step=/)
  expect(first.headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Lax; Max-Age=300$/)
  expect(await isIn(ticket)).toBe(false)
  expect(await isIn(cookieWith(ticket.slice(ticket.indexOf('=') + 1)))).toBe(false)
  expect((await get(pathOf(first), ticket)).text).toContain('your app shows')
  const wrong = await post(pathOf(first), { code: '000000' }, ticket)
  expect(wrong.status).toBe(400)
  expect(wrong.text).toContain('This code is wrong, or was used already.')
  const code = nextCode(key)
  // A token from before signing in is worth nothing afterwards.
  const passed = await post(pathOf(first), { code }, `${ticket}; lectern-staff=chosen-by-somebody-else`)
  expect([passed.status, pathOf(passed)]).toEqual([302, platform.sessions()])
  expect(kept(passed)).toMatch(/^lectern-staff=(?!chosen)/)
  expect(await isIn(kept(passed))).toBe(true)
  const replayed = await post(pathOf(first), { code }, ticket)
  expect([replayed.status, pathOf(replayed), cookieOf(replayed)]).toEqual([302, platform.signInAgain(platform.sessions()), ''])
  expect(await isIn(cookieWith(token))).toBe(true)
})

test('without a ticket, with a made-up one or on a school’s host there is no second step', async () => {
  for (const cookie of ['', 'lectern-second-step=made.up', `lectern-second-step=${schools.seal('second-step', { p: owner.id })}`]) {
    const seen = await get(platform.secondStep(), cookie)
    expect([seen.status, pathOf(seen)]).toEqual([302, platform.signInAgain(platform.schools())])
    expect(pathOf(await post(platform.secondStep(), { code: '123456' }, cookie))).toContain('/sign-in?')
    expect((await question('second_step', cookie)).status).toBe(410)
  }
  expect((await server.ask(server.host('madder'), platform.secondStep())).status).toBe(404)
  expect((await server.ask(server.host('madder'), platform.passkeyQuestion('sign_in'))).status).toBe(404)
})

test('guessing ends after eight codes, however many tickets, networks and sessions it is spread over; others go on', async () => {
  const { person, key, token } = await aPersonWithApp(schools, 'bo')
  const statuses: number[] = []
  for (let at = 0; at < 9; at++) {
    const ticket = cookieOf(await signIn(person.email))
    statuses.push((await post(platform.secondStep(), { code: String(100_000 + at) }, ticket)).status)
  }
  expect(statuses).toEqual([...Array.from({ length: 8 }, () => 400), 429])
  const right = await post(platform.secondStep(), { code: nextCode(key) }, cookieOf(await signIn(person.email)))
  expect([right.status, right.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)])
  const proof = { current: PASSWORD, code: nextCode(key) }
  expect((await post(platform.confirm('/account'), proof, cookieWith(token))).status).toBe(429)
  const other = await aPersonWithApp(schools, 'aiko')
  const ticket = cookieOf(await signIn(other.person.email))
  expect((await post(platform.secondStep(), { code: nextCode(other.key) }, ticket)).status).toBe(302)
})

test('a new password by the link of a letter signs nobody in past the second step', async () => {
  const { person, codes } = await aPersonWithApp(schools, 'cleo')
  await post(platform.forgot(), { email: person.email })
  const link = linkIn(await smtp.letterAbout('Choose a new password', person.email))
  const before = cookieOf(await signIn(person.email))
  const reset = await post(link.pathname, { password: 'another password entirely' })
  expect([reset.status, cookieOf(reset)]).toEqual([302, ''])
  // The ticket of the old password ends with it.
  expect(pathOf(await post(platform.secondStep(), { code: codes[0] ?? '' }, before))).toContain('expired')
  const first = await signIn(person.email, 'another password entirely')
  expect(pathOf(first)).toBe(platform.secondStep(platform.schools()))
  const passed = await post(platform.secondStep(), { code: codes[0] ?? '' }, cookieOf(first))
  expect(await isIn(kept(passed))).toBe(true)
  expect((await smtp.letterAbout('A recovery code was used', person.email)).text).toContain('9 are left')
})

test('an app is set up from its screen: nothing counts before its code, the codes are shown once, and the key never again', async () => {
  const { person, token } = await aPerson(schools, 'dan')
  const cookie = cookieWith(token)
  const at = platform.setUpApp()
  const page = await get(at, cookie)
  const offered = /name="offered" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
  const key = /<code[^>]*>([A-Z2-7 ]+)<\/code>/.exec(page.text)?.[1] ?? ''
  const wrong = await post(at, { offered, code: '000000' }, cookie)
  expect(wrong.status).toBe(400)
  expect(wrong.text).toContain(key)
  const done = await post(at, { offered, code: codeAt(key) }, cookie)
  expect(done.text.match(/>[0-9a-z]{5}-[0-9a-z]{5}</g)).toHaveLength(10)
  for (const path of [platform.twoFactor(), at, platform.recoveryCodes()]) {
    const { text } = await get(path, cookie)
    expect(text).not.toContain(key)
    expect(text).not.toMatch(/>[0-9a-z]{5}-[0-9a-z]{5}</)
  }
  expect(pathOf(await signIn(person.email))).toBe(platform.secondStep(platform.schools()))
  await smtp.letterAbout('Signing in takes two steps now', person.email)
})

test('a passkey signs in, and its answer is worth nothing on another origin or a second time', async () => {
  const { person, token } = await aPerson(schools, 'ella')
  const cookie = cookieWith(token)
  const device = new PasskeyDevice(server.origin(server.platform))
  const made = device.make((await question('add', cookie)).options)
  const at = platform.twoFactor()
  const added = await post(at, { intent: 'add_passkey', answer: JSON.stringify(made) }, cookie, { 'User-Agent': 'Firefox' })
  expect(added.text).toContain('Keep these codes')
  const answer = JSON.stringify(device.answer((await question('sign_in')).options))
  const form = { intent: 'passkey', answer, to: '' }
  const crossed = await post(platform.signIn(), form, '', { Origin: server.origin(server.host('madder')) })
  expect([crossed.status, cookieOf(crossed)]).toEqual([403, ''])
  const lied = JSON.stringify(device.answer((await question('sign_in')).options, { origin: server.origin(server.host('madder')) }))
  expect((await post(platform.signIn(), { ...form, answer: lied })).status).toBe(400)
  const came = await post(platform.signIn(), form)
  expect(await isIn(kept(came))).toBe(true)
  expect((await post(platform.signIn(), form)).status).toBe(400)
  for (const answer of ['', '{}', 'no json', JSON.stringify({ ...JSON.parse(form.answer), response: {} })])
    expect((await post(platform.signIn(), { ...form, answer })).status, answer).toBe(400)
  // As a second step it belongs to whose password it was.
  const ticket = cookieOf(await signIn(person.email))
  const second = JSON.stringify(device.answer((await question('second_step', ticket)).options))
  const other = cookieOf(await signIn((await aPersonWithApp(schools, 'fay')).person.email))
  expect((await post(platform.secondStep(), { intent: 'passkey', answer: second }, other)).status).toBe(400)
  expect((await post(platform.secondStep(), { intent: 'passkey', answer: second }, ticket)).status).toBe(302)
})

test('an old session is asked again before an address, the second step or a school changes hands', async () => {
  const { person, key, token } = await aPersonWithApp(schools, 'gil', Date.now() - 11 * 60_000)
  const cookie = cookieWith(token)
  const led = (path: string) => [302, platform.confirm(path)]
  const asked = async (path: string, form?: Record<string, string>) => {
    const answer = await (form ? post(path, form, cookie) : get(path, cookie))
    return [answer.status, pathOf(answer)]
  }
  for (const path of [platform.setUpApp(), platform.recoveryCodes()]) expect(await asked(path)).toEqual(led(path))
  expect(await asked(platform.recoveryCodes(), {})).toEqual(led(platform.recoveryCodes()))
  expect(await asked(platform.twoFactor(), { intent: 'off' })).toEqual(led(platform.twoFactor()))
  expect((await question('add', cookie)).status).toBe(403)
  const email = { intent: 'email', email: 'gil-new@staff.test', current: PASSWORD }
  expect((await post(platform.signingIn(), email, cookie)).text).toContain('Prove first that it is you.')
  // A new password needs the one before and proves nothing more.
  const changed = await post(platform.signingIn(), { intent: 'password', password: 'another one entirely', current: PASSWORD }, cookie)
  const fresh = kept(changed)
  const off = () => post(platform.twoFactor(), { intent: 'off' }, fresh)
  expect(pathOf(await off())).toBe(platform.confirm(platform.twoFactor()))
  const prove = (current: string, code: string) => post(platform.confirm(platform.twoFactor()), { current, code }, fresh)
  expect((await prove('another one entirely', '')).status).toBe(400)
  expect((await prove(PASSWORD, nextCode(key))).status).toBe(400)
  expect(pathOf(await prove('another one entirely', nextCode(key)))).toBe(platform.twoFactor())
  expect((await post(platform.signingIn(), email, fresh)).status).toBe(302)
  expect(pathOf(await off())).toBe(platform.twoFactor({ done: 'off' }))
  await smtp.letterAbout('Two-factor sign-in was turned off', person.email)
})

test('where a school demands it, nobody without it gets past the one door; a script is told, a page leads to the set-up', async () => {
  const { person, token } = await aPerson(schools, 'hana')
  const cookie = cookieWith(token)
  await schools.registry.transact((tx) =>
    tx.insert(memberships).values({ personId: person.id, schoolId: madder.id, role: 'admin', createdAt: 0 }).run(),
  )
  const home = urls.dashboard.home('madder')
  expect((await get(home, cookie)).status).toBe(200)
  const { token: own, key } = await aPersonWithApp(schools, 'ivo')
  await schools.registry.transact((tx) => tx.update(memberships).set({ role: 'owner' }).run())
  expect(key).not.toBe('')
  expect((await post(urls.dashboard.staff('madder'), { intent: 'two_factor', demanded: 'on' }, cookieWith(own))).status).toBe(404)
  expect((await post(urls.dashboard.staff('madder'), { intent: 'two_factor', demanded: 'on' }, cookie)).status).toBe(409)
  const device = new PasskeyDevice(server.origin(server.platform))
  const made = JSON.stringify(device.make((await question('add', cookie)).options))
  await post(platform.twoFactor(), { intent: 'add_passkey', answer: made }, cookie)
  expect((await post(urls.dashboard.staff('madder'), { intent: 'two_factor', demanded: 'on' }, cookie)).status).toBe(200)
  expect((await get(home, cookie)).status).toBe(200)
  await post(platform.twoFactor(), { intent: 'off' }, cookie)
  const led = await get(home, cookie)
  expect([led.status, pathOf(led)]).toEqual([302, platform.twoFactor({ for: 'madder' })])
  expect((await get(pathOf(led), cookie)).text).toContain('School madder')
  const uploads = await get(urls.dashboard.uploads('madder'), cookie)
  expect([uploads.status, JSON.parse(uploads.text)]).toEqual([403, expect.objectContaining({ error: 'two_factor.needed' })])
  await demandTwoFactor(schools.registry, { schoolId: madder.id, owner: person.id, demanded: false, device: DEVICE })
})
