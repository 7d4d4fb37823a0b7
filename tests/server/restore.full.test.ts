import { existsSync } from 'node:fs'
import { setImmediate as aTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { newId } from '#lib/ids.ts'
import { listKept } from '#tenants/backups/kept-files.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { courses } from '#tenants/courses/schema.ts'
import { SchoolBusy } from '#tenants/database/failures.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, aSchool, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { lectern } from '#tests/setup/lectern.ts'
import { cookieOf, TestServer } from '#tests/setup/server.ts'

// A school goes back to a backup by the operator's command while a server and a second process go on writing to it.

let server: TestServer
let schools: Schools
let tenant: Tenant
let owner: string
let cookie: string

beforeAll(async () => {
  server = await TestServer.start()
  schools = openSchools(server.dataDir, server.port)
  const made = await aSchool(schools, 'madder')
  tenant = made.tenant
  owner = made.owner.id
  await aPublishedCourse(tenant, owner, { title: 'From the beginning' })
  const signedIn = await server.ask(server.platform, urls.platform.signIn(), { form: { email: made.owner.email, password: PASSWORD } })
  cookie = cookieOf(signedIn)
  expect((await run(['tenants', 'backup', 'madder'])).code).toBe(0)
})
afterAll(async () => {
  schools.close()
  await server.remove()
})

const run = (args: readonly string[], killAfter?: number) =>
  lectern(server.dataDir, args, { port: server.port, ...(killAfter === undefined ? {} : { killAfter }) })
const RESTORE = ['--json', 'tenants', 'restore', 'madder', '--yes', 'madder']

/** Asks the server for a course; answers whether it said that it was made. */
async function byHttp(title: string): Promise<boolean> {
  const form = { title, outcome: 'Know it.', price: '0', currency: 'USD', outline: 'A lesson' }
  const answer = await server.ask(server.platform, urls.dashboard.newCourse('madder'), { form, cookie })
  expect([302, 503]).toContain(answer.status)
  return answer.status === 302
}

async function byProcess(title: string): Promise<boolean> {
  const now = Date.now()
  // Deleted ones do not count towards what a school may have.
  const row = { id: newId('course'), slug: newId('course'), title, position: 1, createdAt: now, updatedAt: now, deletedAt: now }
  try {
    await tenant.transact((tx) => tx.insert(courses).values(row).run().changes)
    return true
  } catch (error) {
    if (error instanceof SchoolBusy) return false
    throw error
  }
}

interface Writing {
  /** What was acknowledged, and when it was begun. */
  readonly acknowledged: Map<string, number>
  stop(): Promise<void>
}

function keepWriting(round: string): Writing {
  const acknowledged = new Map<string, number>()
  let stopped = false
  const write = async (by: (title: string) => Promise<boolean>, name: string) => {
    for (let n = 0; !stopped; n++) {
      const title = `${round} ${name} ${n}`
      await aTurn()
      const begun = Date.now()
      if (await by(title)) acknowledged.set(title, begun)
    }
  }
  const both = Promise.all([write(byHttp, 'http'), write(byProcess, 'process')])
  return {
    acknowledged,
    async stop() {
      stopped = true
      await both
    },
  }
}

function titlesIn(file: string): Set<string> {
  const db = new Database(file, { readonly: true })
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  const titles = db.prepare('SELECT title FROM courses').pluck().all().map(String)
  db.close()
  return new Set(titles)
}

const live = () => titlesIn(schools.pool.path(tenant.id))

test('no write that was acknowledged is lost: it is in the file that was kept, or in the one that is there', async () => {
  const writing = keepWriting('first')
  const { code, json, err } = await run(RESTORE)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const restoredAt = Date.now()
  await expect.poll(() => [...writing.acknowledged.values()].filter((at) => at > restoredAt).length, { timeout: 60_000 }).toBeGreaterThan(4)
  await writing.stop()
  const { kept } = json as { kept: string }
  const [before, after] = [titlesIn(kept), live()]
  for (const [title, at] of writing.acknowledged) {
    expect(before.has(title) !== after.has(title), title).toBe(true)
    if (at > restoredAt) expect(after.has(title), title).toBe(true)
  }
  expect(after.has('From the beginning')).toBe(true)
  // The server goes on with this file: what it says and what another process reads are the same.
  expect((await server.ask(server.host('madder'), '/')).text).toContain('From the beginning')
})

test('a restore that is killed leaves the old school or the restored one, and can be done again', { timeout: 400_000 }, async () => {
  const begun = Date.now()
  expect((await run(RESTORE)).code).toBe(0)
  const usual = Date.now() - begun
  const kills = 12
  for (let kill = 0; kill < kills; kill++) {
    const mark = `mark ${kill}`
    await createCourse(tenant, owner, { title: mark, outcome: '', price: 0, currency: 'USD', sections: [] })
    // Most of the time goes into fetching and proving; what matters happens at the end.
    await run(RESTORE, usual * (0.5 + (0.5 * kill) / kills))
    const isOld = live().has(mark)
    expect(live().has('From the beginning'), mark).toBe(true)
    expect(
      tenant.read((db) =>
        db
          .select()
          .from(courses)
          .all()
          .some(({ title }) => title === mark),
      ),
    ).toBe(isOld)
    expect((await server.ask(server.host('madder'), '/')).status).toBe(200)
    expect(await byHttp(`${mark} since`)).toBe(true)
    expect(live().has(`${mark} since`)).toBe(true)
  }
  await server.end('SIGKILL')
  await server.boot()
  expect((await server.ask(server.host('madder'), '/')).text).toContain('From the beginning')
  expect((await run(RESTORE)).code).toBe(0)
  expect([...live()]).toEqual(['From the beginning'])
  for (const { path } of await listKept(schools.env)) expect(existsSync(path)).toBe(true)
})

test('pages of the later state are not shown after the restore, to whoever asks', async () => {
  const site = () => server.ask(server.host('madder'), '/')
  await aPublishedCourse(tenant, owner, { title: 'Published since' })
  expect((await site()).text).toContain('Published since')
  expect((await run(RESTORE)).code).toBe(0)
  expect((await site()).text).not.toContain('Published since')
  await aPublishedCourse(tenant, owner, { title: 'Published after that' })
  const page = (await site()).text
  expect(page).toContain('Published after that')
  expect(page).not.toContain('Published since')
})
