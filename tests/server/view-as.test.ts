import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cookieName } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import { lessonProgress } from '#tenants/learning/schema.ts'
import { viewSessions } from '#tenants/people/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { sealView } from '#tenants/people/view-as.ts'
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
let staff: string
let host: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-view-'))
  server = await TestServer.start({ dataDir })
  schools = openSchools(dataDir, server.port)
  weld = await aClass(schools, 'weld', 2)
  staff = `${cookieName('staff', false)}=${await schools.registry.transact((tx) => startSession(tx, sessions, weld.ownerId, DEVICE))}`
  host = server.host('weld')
})
afterAll(async () => {
  await server.end()
  schools.close()
  await rm(dataDir, { recursive: true, force: true })
})

const student = (at = 0) => weld.students[at]?.id ?? ''

/** The school's host gives the browser its secret and leads back. */
async function entered(): Promise<{ secret: string; back: string }> {
  const answer = await server.ask(host, urls.school.viewAs(sealView(weld.tenant, weld.ownerId, student())))
  expect(answer.status).toBe(302)
  const back = new URL(answer.headers.location ?? '')
  expect(back.host).toBe(server.platform)
  return { secret: cookieOf(answer), back: back.pathname + back.search }
}

const begin = (back: string, cookie: string) => server.ask(server.platform, back, { cookie, form: {} })

async function looking(): Promise<string> {
  const { secret, back } = await entered()
  expect((await begin(back, staff)).status).toBe(200)
  return secret
}

test('until the same person has pressed, the secret shows nothing; then every page says as whom it is seen', async () => {
  const { secret, back } = await entered()
  expect((await server.ask(host, urls.school.learn(), { cookie: secret })).status).toBe(302)
  expect((await begin(back, staff)).status).toBe(200)
  for (const path of [
    urls.school.learn(),
    urls.school.home(),
    urls.school.course(weld.courseSlug),
    urls.school.lesson(weld.courseSlug, weld.lesson),
  ]) {
    const page = await server.ask(host, path, { cookie: secret })
    expect(page.status, path).toBe(200)
    expect(page.text, path).toContain('You see the school as Ines sees it')
    expect(page.headers['cache-control'], path).toContain('no-store')
  }
  // The prepared page of everybody else is another.
  expect((await server.ask(host, urls.school.home())).text).not.toContain('You see the school')
})

test('nothing is written: not by a form, a mark, a report of the player or a sign-out', async () => {
  const cookie = await looking()
  const own = `${cookie}; ${weld.students[1]?.cookie}`
  const before = weld.tenant.read((db) => db.select().from(lessonProgress).all().length)
  for (const path of [
    urls.school.lesson(weld.courseSlug, weld.lesson),
    urls.school.redeem(),
    urls.school.signIn(),
    urls.school.signOut(),
  ]) {
    expect((await server.ask(host, path, { cookie: own, form: { intent: 'done' } })).status, path).toBe(403)
    expect((await server.ask(host, `${path}.data`, { cookie: own, form: { intent: 'done' } })).status, path).toBe(403)
  }
  const beat = await server.ask(host, urls.school.heartbeats(), {
    method: 'POST',
    body: beatBody(weld.lesson, 'player', 1),
    headers: { 'Content-Type': 'application/json', Origin: server.origin(host) },
    cookie: own,
  })
  expect(beat.status).toBe(403)
  expect((await server.ask(host, '/account', { cookie })).status).toBe(403)
  expect(weld.tenant.read((db) => db.select().from(lessonProgress).all().length)).toBe(before)
})

test('a look is begun once, by who began it; a student, a stranger or another school’s staff never', async () => {
  const { back } = await entered()
  expect((await begin(back, weld.students[0]?.cookie ?? '')).headers.location).toMatch(/^\/sign-in/)
  await aClass(schools, 'madder', 0)
  const { token } = await registerPerson(schools.registry, { email: 'other@staff.test', name: 'Other', password: PASSWORD }, DEVICE)
  const other = `${cookieName('staff', false)}=${token}`
  expect((await begin(back, other)).status).toBe(404)
  expect((await begin(back.replace(student(), student(1)), staff)).status).toBe(403)
  // Somebody else’s browser instead of the one that was led here is still only that browser, and only once.
  expect((await begin(back, staff)).status).toBe(200)
  expect((await begin(back, staff)).status).toBe(403)
  expect((await server.ask(server.host('madder'), urls.school.viewAs(sealView(weld.tenant, weld.ownerId, student())))).status).toBe(403)
})

test('it ends by leaving, at its end, and is nothing at another school', async () => {
  const cookie = await looking()
  const sees = async (at = host) => (await server.ask(at, urls.school.learn(), { cookie })).status === 200
  expect([await sees(), await sees(server.host('madder'))]).toEqual([true, false])
  const left = await server.ask(host, urls.school.leaveView(), { cookie, form: {} })
  // No redirect: `form-action` holds a form against where it is led to.
  expect([left.status, left.headers.location]).toEqual([200, undefined])
  expect(left.headers.refresh).toBe(`0; url=${server.origin(server.platform)}${urls.dashboard.student('weld', student())}`)
  expect(await sees()).toBe(false)
  const second = await looking()
  await weld.tenant.transact(
    (tx) =>
      tx
        .update(viewSessions)
        .set({ expiresAt: Date.now() - 1 })
        .run().changes,
  )
  expect((await server.ask(host, urls.school.learn(), { cookie: second })).status).toBe(302)
})

test('it ends with the role of who looks', async () => {
  const cookie = await looking()
  const seen = async () => (await server.ask(host, urls.school.learn(), { cookie })).status
  expect(await seen()).toBe(200)
  await schools.registry.transact((tx) => tx.update(memberships).set({ role: 'instructor' }).run())
  expect(await seen()).toBe(302)
  await schools.registry.transact((tx) => tx.update(memberships).set({ role: 'owner' }).run())
})
