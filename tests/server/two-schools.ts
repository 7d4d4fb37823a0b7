import { expect, onTestFinished } from 'vitest'
import { cookieName } from '#app/server/cookies.ts'
import { urls } from '#app/urls.ts'
import { courses } from '#tenants/courses/schema.ts'
import { startSession } from '#tenants/people/sessions.ts'
import { sessions } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aClass, beatBody, type Class } from '#tests/setup/a-class.ts'
import { DEVICE, openSchools } from '#tests/setup/kit.ts'
import { type Answer, type Ask, TestServer } from '#tests/setup/server.ts'

export const UNSAVED = /Nothing can be saved at the moment\. We have been told/
/** What nobody but an operator should read. */
export const INSIDES = /SQLITE_|ENOSPC|EROFS|node_modules|\bat \w+ \(/

/** A built server with two schools, each with a course and a student, and a member of staff of the first. */
export interface Scene {
  readonly server: TestServer
  readonly schools: Schools
  readonly weld: Class
  readonly madder: Class
  readonly staffCookie: string
  /** The test's own view of the data folder, after it was closed. */
  reopen(): Schools
}

export async function scene(dataDir: string, options: Parameters<typeof TestServer.start>[0] = {}): Promise<Scene> {
  const server = await TestServer.start({ ...options, dataDir })
  onTestFinished(async () => void (await server.end('SIGKILL')))
  const reopen = () => {
    const opened = openSchools(dataDir, server.port)
    onTestFinished(() => opened.close())
    return opened
  }
  const schools = reopen()
  const weld = await aClass(schools, 'weld', 1)
  const madder = await aClass(schools, 'madder', 1)
  const token = await schools.registry.transact((tx) => startSession(tx, sessions, weld.ownerId, DEVICE))
  return { server, schools, weld, madder, staffCookie: `${cookieName('staff', false)}=${token}`, reopen }
}

export const newCourse = ({ server, staffCookie }: Scene, title: string, ask: Ask = {}): Promise<Answer> =>
  server.ask(server.platform, urls.dashboard.newCourse('weld'), {
    ...ask,
    cookie: staffCookie,
    form: { title, outcome: 'Dye wool yellow.', price: '10', currency: 'USD', outline: 'First\nSecond' },
  })

/** Reports what was watched at the first school; answers what is durable. */
export const watch = async ({ server, weld }: Scene, seq: number): Promise<number> => {
  const host = server.host('weld')
  const answer = await server.ask(host, urls.school.heartbeats(), {
    method: 'POST',
    body: beatBody(weld.lesson, 'player-of-weld', seq),
    headers: { 'Content-Type': 'application/json', Origin: server.origin(host) },
    cookie: weld.students[0]?.cookie ?? '',
  })
  expect(answer.status).toBe(200)
  return (JSON.parse(answer.text) as { durable: number }).durable
}

export async function expectReadable({ server, weld, madder }: Scene): Promise<void> {
  for (const { tenant, courseSlug, students } of [weld, madder]) {
    const host = server.host(tenant.slug)
    expect((await server.ask(host, urls.school.home())).status, `${tenant.slug}’s home`).toBe(200)
    const learn = await server.ask(host, urls.school.learnCourse(courseSlug), { cookie: students[0]?.cookie ?? '' })
    expect(learn.status, `${tenant.slug}’s course`).toBeLessThan(400)
  }
}

export const titles = (tenant: Tenant) =>
  tenant.read((db) => db.select({ title: courses.title }).from(courses).all()).map(({ title }) => title)
export const integrity = (tenant: Tenant) => tenant.read((db) => db.all('PRAGMA integrity_check'))
