import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { newSchoolId } from '#lib/ids.ts'
import { createDatabase } from '#tenants/database/connection.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { migrate } from '#tenants/database/migrations.ts'
import { Heartbeats } from '#tenants/learning/heartbeats.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import { reconcileSchools } from '#tenants/registry/reconcile-schools.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import { aPublishedCourse, aSchool, temporarySchools } from '#tests/setup/kit.ts'
import type { TestServer } from '#tests/setup/server.ts'
import { dump } from './kit/canaries.ts'
import { type Twins, twins } from './kit/twins.ts'

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  server = await pair.server()
})
afterAll(() => pair.close())

const schoolFiles = () => readdirSync(join(pair.dataDir, 'schools'))

test('a school that is deleted while the server runs answers 404 at once, and its twin goes on', async () => {
  const { a, b, rows, schools } = pair
  const ask = (twin: typeof a, path: string, cookie?: string) => server.ask(server.host(twin.slug), path, cookie ? { cookie } : {})
  // Both are open and prepared in the server before.
  for (const twin of [a, b]) {
    expect((await ask(twin, '/')).status).toBe(200)
    expect((await ask(twin, urls.school.learn(), twin.studentCookie)).status).toBe(200)
  }
  await destroySchool(schools, a.tenant.id)
  for (const path of ['/', urls.school.course(rows.course.slug), urls.school.learn(), urls.school.signIn(), '/__manifest?p=%2Flearn'])
    expect((await ask(a, path, a.studentCookie)).status, path).toBe(404)
  expect((await server.ask(server.platform, urls.dashboard.home(a.slug), { cookie: a.staffCookie })).status).toBe(404)
  expect((await ask(b, '/')).text).toContain(b.word)
  expect((await ask(b, urls.school.learn(), b.studentCookie)).status).toBe(200)
  // The session of the school that is gone is nobody's anywhere else.
  expect((await ask(b, urls.school.learn(), a.studentCookie)).status).toBe(302)
})

test('nothing of a deleted school is left: no file, no -wal, no -shm, no object', async () => {
  const { a, b } = pair
  expect(schoolFiles().filter((name) => name.startsWith(a.tenant.id))).toEqual([])
  expect(schoolFiles().some((name) => name.startsWith(b.tenant.id))).toBe(true)
  expect(existsSync(join(pair.dataDir, 'files', 'schools', a.tenant.id, 'assets'))).toBe(false)
  const left: string[] = []
  for await (const object of b.tenant.files.list('')) left.push(object.key)
  expect(left.length).toBeGreaterThan(0)
})

test('a handle kept from before opens nothing and makes no new file', async () => {
  expect(() => pair.a.tenant.read(schoolFace)).toThrow(SchoolUnknown)
  await expect(pair.a.tenant.transact((tx) => tx.run('SELECT 1').changes)).rejects.toBeInstanceOf(SchoolUnknown)
  expect(schoolFiles().filter((name) => name.startsWith(pair.a.tenant.id))).toEqual([])
})

test('reports of players that wait for a deleted school are dropped, not tried for ever', async () => {
  const folder = await temporarySchools()
  const { tenant } = await aSchool(folder.schools, 'going')
  const complaints: unknown[] = []
  const heartbeats = new Heartbeats(60_000)
  heartbeats.take(tenant, 'student_x', { lessonId: 'lesson_x', player: 'player-x', reports: [{ seq: 1, covered: [[0, 1]], position: 1 }] })
  await destroySchool(folder.schools, tenant.id)
  tenant.log.warn = (...words: unknown[]) => void complaints.push(words)
  await heartbeats.flush()
  await heartbeats.flush()
  expect(complaints).toEqual([])
  await folder.close()
})

test('a crash between the file and its registry row leaves a file that the next start removes; one with a life of its own stays', async () => {
  const folder = await temporarySchools()
  const { schools } = folder
  const newborn = newSchoolId()
  const db = createDatabase(schools.pool.path(newborn))
  migrate(db, 'tenant')
  db.$client.close()
  const { tenant: lived, owner } = await aSchool(schools, 'lived')
  await aPublishedCourse(lived, owner.id)
  const registry = new Database(join(folder.dataDir, 'platform.db'))
  registry.pragma('foreign_keys = OFF')
  registry.prepare('DELETE FROM schools WHERE id = ?').run(lived.id)
  registry.close()
  const { tenant: kept } = await aSchool(schools, 'kept', owner)
  const before = dump(schools.pool.path(kept.id))
  await reconcileSchools(schools, Date.now() + 120_000)
  expect(schools.pool.files().sort()).toEqual([lived.id, kept.id].sort())
  expect(readdirSync(join(folder.dataDir, 'schools')).some((name) => name.startsWith(newborn))).toBe(false)
  expect(dump(schools.pool.path(kept.id))).toEqual(before)
  await folder.close()
})

test('a crash in the middle of a deletion is finished at the next start', async () => {
  const folder = await temporarySchools()
  const { schools } = folder
  const { tenant } = await aSchool(schools, 'half-gone')
  const { tenant: other } = await aSchool(schools, 'other')
  await tenant.files.put('assets/x', Buffer.from('bytes'))
  const registry = new Database(join(folder.dataDir, 'platform.db'))
  registry.prepare('UPDATE schools SET deleted_at = 1 WHERE id = ?').run(tenant.id)
  registry.close()
  await reconcileSchools(schools, Date.now() + 120_000)
  expect(schools.pool.files()).toEqual([other.id])
  expect(await tenant.files.stat('assets/x')).toBeUndefined()
  await folder.close()
})
