import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { hashToken, newToken } from '#lib/crypto.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { sessions as staffSessions } from '#tenants/registry/schema.ts'
import { PASSWORD } from '#tests/setup/kit.ts'
import { type Answer, cookieOf, type TestServer } from '#tests/setup/server.ts'
import { sessionFindings } from './checks/sessions.ts'
import { type Twins, tokenOf, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

const DAY = 86_400_000
const host = () => server.host(pair.a.slug)
const email = () => `${pair.a.word}-students-email-1-sam@student.test`
const learns = async (cookie: string) => (await server.ask(host(), urls.school.learn(), { cookie })).status === 200
const signIn = (cookie?: string): Promise<Answer> =>
  server.ask(host(), urls.school.signIn(), { form: { email: email(), password: PASSWORD }, ...(cookie ? { cookie } : {}) })
const post = (cookie: string) => server.ask(host(), urls.school.signIn(), { form: { email: 'nobody@x.test', password: 'wrong' }, cookie })

test('a session is its own school’s and its own kind’s: shown anywhere else it is nobody', async () => {
  expect(await sessionFindings(server, pair)).toEqual([])
})

test('cookies belong to one host, are out of reach for scripts, and are not sent along by other sites', async () => {
  const staff = await server.ask(server.platform, urls.platform.signIn(), { form: { email: pair.a.owner.email, password: PASSWORD } })
  for (const answer of [await signIn(), staff]) {
    const [line = ''] = answer.headers['set-cookie'] ?? []
    expect(line).toMatch(/; Path=\/;/)
    expect(line).toMatch(/; HttpOnly/)
    expect(line).toMatch(/; SameSite=Lax/)
    expect(line).not.toMatch(/domain=/i)
  }
})

test('a token from before signing in is worth nothing after it: each sign-in makes its own', async () => {
  const fixed = `lectern-student=${newToken()}`
  const first = cookieOf(await signIn(fixed))
  const second = cookieOf(await signIn(fixed))
  expect(await learns(fixed)).toBe(false)
  expect(await learns(first)).toBe(true)
  expect(new Set([fixed, first, second]).size).toBe(3)
})

test('a session of yesterday gets a new token at its next form, and the old one dies after its minute', async () => {
  const old = cookieOf(await signIn())
  const row = eq(studentSessions.tokenHash, hashToken(tokenOf(old)))
  const { tenant } = pair.a
  await tenant.transact(
    (tx) =>
      tx
        .update(studentSessions)
        .set({ rotatedAt: Date.now() - DAY })
        .where(row)
        .run().changes,
  )
  expect((await server.ask(host(), urls.school.learn(), { cookie: old })).headers['set-cookie'], 'reading does not rotate').toBeUndefined()
  const fresh = cookieOf(await post(old))
  expect(fresh).not.toBe(old)
  expect(await learns(fresh)).toBe(true)
  expect(await learns(old), 'for a minute, for requests on their way').toBe(true)
  const left = tenant.read((db) => db.select().from(studentSessions).where(row).get())
  expect(left?.expiresAt).toBeLessThanOrEqual(Date.now() + 60_000)
  expect(cookieOf(await post(old)), 'the old token gets no second successor').toBe('')
  await tenant.transact(
    (tx) =>
      tx
        .update(studentSessions)
        .set({ expiresAt: Date.now() - 1 })
        .where(row)
        .run().changes,
  )
  expect(await learns(old)).toBe(false)
  expect(await learns(fresh)).toBe(true)
})

test('signing out ends the session and the token it came from, and takes the cookie back', async () => {
  const old = cookieOf(await signIn())
  await pair.a.tenant.transact(
    (tx) =>
      tx
        .update(studentSessions)
        .set({ rotatedAt: Date.now() - DAY })
        .where(eq(studentSessions.tokenHash, hashToken(tokenOf(old))))
        .run().changes,
  )
  const fresh = cookieOf(await post(old))
  const other = cookieOf(await signIn())
  const out = await server.ask(host(), urls.school.signOut(), { form: {}, cookie: fresh })
  expect(out.headers['set-cookie']?.join()).toContain('Max-Age=0')
  expect(await learns(fresh)).toBe(false)
  expect(await learns(old)).toBe(false)
  expect(await learns(other), 'another browser stays signed in').toBe(true)
})

test('a session past its end is nobody', async () => {
  const cookie = cookieOf(await signIn())
  const row = eq(studentSessions.tokenHash, hashToken(tokenOf(cookie)))
  await pair.a.tenant.transact(
    (tx) =>
      tx
        .update(studentSessions)
        .set({ expiresAt: Date.now() - 1 })
        .where(row)
        .run().changes,
  )
  expect(await learns(cookie)).toBe(false)
})

test('who reads the files cannot sign in: they hold hashes, which are no tokens', async () => {
  const { a, schools } = pair
  const hash = hashToken(tokenOf(a.studentCookie))
  expect(a.tenant.read((db) => db.select().from(studentSessions).where(eq(studentSessions.tokenHash, hash)).get())).toBeDefined()
  expect(await learns(`lectern-student=${hash}`)).toBe(false)
  const staff = schools.registry.read((db) => db.select().from(staffSessions).all())
  for (const { tokenHash } of staff)
    expect((await server.ask(server.platform, urls.dashboard.home(a.slug), { cookie: `lectern-staff=${tokenHash}` })).status).toBe(302)
})

test('a GET signs nobody in or out', async () => {
  const cookie = cookieOf(await signIn())
  await server.ask(host(), urls.school.signOut(), { cookie })
  await server.ask(host(), `${urls.school.signOut()}.data`, { cookie })
  expect(await learns(cookie)).toBe(true)
  const query = new URLSearchParams({ email: email(), password: PASSWORD })
  expect((await server.ask(host(), `${urls.school.signIn()}?${query}`)).headers['set-cookie']).toBeUndefined()
})
