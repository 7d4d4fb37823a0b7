import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { audit, type Person, people, platformMails } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { aSchool, DEVICE, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { cookieOf, TestServer, until } from '#tests/setup/server.ts'
import { linkIn, smtpServer, type TestSmtp } from '#tests/setup/smtp.ts'

let dataDir: string
let schools: Schools
let server: TestServer
let smtp: TestSmtp

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-account-'))
  smtp = await smtpServer()
  schools = openSchools(dataDir)
  await aSchool(schools, 'madder')
  server = await TestServer.start({ dataDir, env: { SMTP_URL: smtp.url, MAIL_FROM: 'letters@lectern.test' } })
})
afterAll(async () => {
  await server.end()
  await smtp.close()
  await schools.pool.migrationsSettled()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const NEW = 'another password entirely'

async function member(name: string): Promise<{ person: Person; cookie: string }> {
  const made = await registerPerson(schools.registry, { email: `${name}@staff.test`, name, password: PASSWORD }, DEVICE)
  return { person: made.person, cookie: `lectern-staff=${made.token}` }
}

const post = (path: string, form: Record<string, string>, cookie?: string) =>
  server.ask(server.platform, path, { form, ...(cookie && { cookie }) })
const signIn = (email: string, password: string) => post(urls.platform.signIn(), { email, password, to: '' })
const isIn = async (cookie: string) => (await server.ask(server.platform, urls.platform.account(), { cookie })).status === 200
const emailOf = ({ id }: Person) => schools.registry.read((db) => db.select().from(people).where(eq(people.id, id)).get())?.email
const auditOf = ({ id }: Person) =>
  schools.registry.read((db) => db.select().from(audit).where(eq(audit.subject, id)).all()).map(({ type }) => type)

test('a forgotten password is replaced once by the link of a letter: every device is signed out, and the owner is told', async () => {
  const { person, cookie } = await member('ines')
  expect((await post(urls.platform.forgot(), { email: person.email })).text).toContain('is on its way')
  const link = linkIn(await smtp.letterTo(person.email))
  expect(link.host).toMatch(/^localhost/)
  // Looking uses nothing up, and a school's host knows nothing of it.
  for (const _ of [1, 2]) expect((await server.ask(server.platform, link.pathname)).text).toContain('Choose a new password')
  expect((await server.ask(server.host('madder'), link.pathname)).status).toBe(410)
  expect((await post(link.pathname, { password: 'short' })).status).toBe(400)
  const answers = await Promise.all([post(link.pathname, { password: NEW }), post(link.pathname, { password: NEW })])
  expect(answers.map(({ status }) => status).sort()).toEqual([302, 410])
  expect(answers.every((answer) => cookieOf(answer) === '')).toBe(true)
  expect(await isIn(cookie)).toBe(false)
  expect((await signIn(person.email, PASSWORD)).status).toBe(400)
  expect((await signIn(person.email, NEW)).status).toBe(302)
  expect((await smtp.letterTo(person.email, 2)).subject).toBe('Your password was changed')
  expect(auditOf(person)).toEqual(expect.arrayContaining(['password.link_asked', 'password.reset']))
  expect(server.output).not.toContain(link.pathname.slice('/link/'.length))
})

test('whoever asks for an address that has no account gets the same answer, and no letter', async () => {
  const { person } = await member('aiko')
  const plain = (text: string) => text.replaceAll(/(aiko|nope)@staff\.test|nonce="[^"]*"|[0-9a-z]{32}/g, '').length
  const known = await post(urls.platform.forgot(), { email: person.email })
  const unknown = await post(urls.platform.forgot(), { email: 'nope@staff.test' })
  expect([unknown.status, plain(unknown.text)]).toEqual([known.status, plain(known.text)])
  await smtp.letterTo(person.email)
  expect(smtp.received.filter(({ to }) => to === 'nope@staff.test')).toEqual([])
})

test('another address needs the password and its own consent; the one before can take the account back, also after a new password', async () => {
  const { person, cookie } = await member('tomas')
  const at = urls.platform.signingIn()
  const wanted = { intent: 'email', email: 'new@staff.test' }
  const refused = await post(at, { ...wanted, current: 'not my password' }, cookie)
  expect(refused.status).toBe(400)
  expect(refused.text).toContain('This is not the password of your account.')
  expect(refused.text).not.toContain('not my password')
  expect((await post(at, { ...wanted, current: PASSWORD }, cookie)).status).toBe(302)
  expect((await smtp.letterTo(person.email)).subject).toBe('Another address for your account')
  const consent = linkIn(await smtp.letterTo('new@staff.test'))
  expect(emailOf(person)).toBe('tomas@staff.test')
  expect((await post(consent.pathname, {})).status).toBe(302)
  expect((await post(consent.pathname, {})).status).toBe(410)
  expect(emailOf(person)).toBe('new@staff.test')

  const wayBack = linkIn(await smtp.letterTo('tomas@staff.test', 2))
  // Meanwhile nobody else gets the address, and a new password does not close the way.
  const stranger = await post(urls.platform.signUp(), { name: 'Stranger', email: 'tomas@staff.test', password: PASSWORD })
  expect(stranger.status).toBe(409)
  const changed = await post(at, { intent: 'password', password: NEW, current: PASSWORD }, cookie)
  expect(changed.status).toBe(302)
  expect(await isIn(cookie)).toBe(false)
  const fresh = cookieOf(changed)
  expect(await isIn(fresh)).toBe(true)
  expect((await post(wayBack.pathname, {})).status).toBe(302)
  expect(emailOf(person)).toBe('tomas@staff.test')
  expect(await isIn(fresh)).toBe(false)
  await smtp.letterAbout('Choose a new password', 'tomas@staff.test')
})

test('sessions are listed, and each ends alone or all but this one; nobody ends somebody else’s', async () => {
  const { person, cookie } = await member('olga')
  const others = [cookieOf(await signIn(person.email, PASSWORD)), cookieOf(await signIn(person.email, PASSWORD))]
  const page = await server.ask(server.platform, urls.platform.sessions(), { cookie, headers: { 'User-Agent': 'Firefox' } })
  expect(page.text).toContain('This device')
  const ids = [...page.text.matchAll(/name="session" value="([^"]+)"/g)].map((found) => found[1] ?? '')
  expect(ids).toHaveLength(2)
  const mallory = await member('mallory')
  await post(urls.platform.sessions(), { intent: 'end', session: ids[0]! }, mallory.cookie)
  expect(await Promise.all(others.map(isIn))).toEqual([true, true])
  await post(urls.platform.sessions(), { intent: 'end', session: ids[0]! }, cookie)
  expect((await Promise.all(others.map(isIn))).filter(Boolean)).toHaveLength(1)
  await post(urls.platform.sessions(), { intent: 'end_others' }, cookie)
  expect(await Promise.all([cookie, ...others].map(isIn))).toEqual([true, false, false])
})

test('a mail server that is busy is asked again and gets the letter once; one that refuses for good has it set aside with its reason', async () => {
  const { person } = await member('vera')
  const rows = () => schools.registry.read((db) => db.select().from(platformMails).where(eq(platformMails.personId, person.id)).all())
  smtp.refuse(451, 1)
  await post(urls.platform.forgot(), { email: person.email })
  await smtp.letterTo(person.email)
  await until('it is noted as sent', () => rows()[0]?.sentAt)
  expect(smtp.received.filter(({ to }) => to === person.email)).toHaveLength(1)
  smtp.refuse(550, 1)
  await post(urls.platform.forgot(), { email: person.email })
  const failed = await until('it is set aside', () => rows().find(({ failedAt }) => failedAt !== null))
  expect(failed).toMatchObject({ sentAt: null, reason: expect.stringContaining('MailRefused') })
})
