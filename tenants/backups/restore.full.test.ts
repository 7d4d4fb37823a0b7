import { readdirSync, statSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { workFolder } from '#tenants/backups/shelf.ts'
import { courses } from '#tenants/courses/schema.ts'
import { SchoolBroken, SchoolUnknown } from '#tenants/database/failures.ts'
import { migrationsOf } from '#tenants/database/migrations.ts'
import { events } from '#tenants/events/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { claim, settle } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { contentVersionOf } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, openSchools, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { backUpSchool } from './back-up.ts'
import { SUBJECTS } from './differences.ts'
import { BackupNewer } from './failures.ts'
import { listKept } from './kept-files.ts'
import { restoreSchool } from './restore-school.ts'

let folder: TestSchools
beforeEach(async () => {
  folder = await temporarySchools()
})
afterEach(() => folder.close())

const titles = (tenant: Tenant) =>
  tenant.read((db) =>
    db
      .select({ title: courses.title })
      .from(courses)
      .all()
      .map(({ title }) => title),
  )
const makeCourse = (tenant: Tenant, title: string) => aPublishedCourse(tenant, folder.owner.id, { title })
const restore = (tenant: Tenant, options = {}) => restoreSchool(folder.schools, tenant.id, 'last', options)
const eventsOf = (tenant: Tenant) => tenant.read((db) => db.select().from(events).all())

/** A school with one course in its backup and another one since. */
async function goneOn() {
  const tenant = await folder.school('madder')
  await makeCourse(tenant, 'Before')
  const manifest = await backUpSchool(folder.schools, tenant.id)
  await makeCourse(tenant, 'After')
  return { tenant, manifest, file: folder.schools.pool.path(tenant.id) }
}

test('every table belongs to a subject', () => {
  const db = new Database(':memory:')
  db.exec(
    migrationsOf('tenant')
      .map(({ sql }) => sql)
      .join('\n'),
  )
  const tables = db
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all()
  db.close()
  expect(Object.values(SUBJECTS).flat().sort()).toEqual([...tables, 'migrations'].sort())
})

test('what would change is said before anything is done', async () => {
  const { tenant } = await goneOn()
  const { done, kept, differences } = await restore(tenant, { dryRun: true })
  expect({ done, kept }).toEqual({ done: false, kept: null })
  expect(differences).toEqual(
    expect.arrayContaining([
      { subject: 'courses', added: 0, removed: 3, changed: 0 },
      { subject: 'lessons', added: 0, removed: 6, changed: 0 },
      { subject: 'school', added: 0, removed: 0, changed: 1 },
    ]),
  )
  expect(titles(tenant)).toEqual(['Before', 'After'])
  expect(readdirSync(workFolder(folder.dataDir))).toEqual([])
})

test('a school goes back, what was there is kept, and a handle from before goes on with the restored file', async () => {
  const { tenant, manifest } = await goneOn()
  const [version, last] = [tenant.read(contentVersionOf), eventsOf(tenant).at(-1)!.seq]
  const registryVersion = folder.schools.registry.version()
  const { kept } = await restore(tenant)
  expect(titles(tenant)).toEqual(['Before'])
  expect(tenant.read((db) => db.all('PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }])
  // Nothing that was prepared of the later state, and no event's number, is taken for one of the restored school.
  expect(tenant.read(contentVersionOf)).toBeGreaterThan(version)
  expect(folder.schools.registry.version()).toBeGreaterThan(registryVersion)
  expect(eventsOf(tenant).at(-1)).toMatchObject({
    type: 'school.restored',
    data: { backup: manifest.name, from: manifest.at },
  })
  expect(eventsOf(tenant).at(-1)!.seq).toBeGreaterThan(last)
  await makeCourse(tenant, 'Since')
  expect(titles(tenant)).toEqual(['Before', 'Since'])
  const before = new Database(kept!, { readonly: true })
  expect(before.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(before.prepare('SELECT title FROM courses ORDER BY position').pluck().all()).toEqual(['Before', 'After'])
  before.close()
  expect(await listKept(folder.schools.env)).toMatchObject([{ of: tenant.id, path: kept }])
  // The restored pages once, not the log of all that was done meanwhile.
  const file = folder.schools.pool.path(tenant.id)
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBeLessThan(1.5 * statSync(file).size)
})

test('an attempt of the later state does not settle into the restored school; what ran at the backup waits again', async () => {
  const tenant = await folder.school('madder')
  const payload = { assetId: 'asset_1' }
  await tenant.transact((tx) => enqueue(tx, encodeVideo, { payload, subject: 'asset_1' }))
  const atBackup = await claim(tenant, [encodeVideo.name])
  await backUpSchool(folder.schools, tenant.id)
  // Lost, and begun again, as it may be between two backups.
  await tenant.transact((tx) => tx.update(jobs).set({ state: 'waiting' }).run().changes)
  const later = await claim(tenant, [encodeVideo.name])
  await tenant.transact((tx) => enqueue(tx, encodeVideo, { payload: { assetId: 'asset_2' }, subject: 'asset_2' }))
  const unknown = await claim(tenant, [encodeVideo.name])
  const { registry } = folder.schools
  registry.settleMark(tenant.id, registry.markOf(tenant.id)!, undefined)
  await restore(tenant)
  expect(registry.dirtySchools(Date.now()).map(({ schoolId }) => schoolId)).toEqual([tenant.id])
  const [job, ...others] = tenant.read((db) => db.select().from(jobs).all())
  expect(others).toEqual([])
  expect(job).toMatchObject({ state: 'waiting', losses: 1 })
  expect(job!.attempt).toBeGreaterThan(later!.attempt)
  const again = await claim(tenant, [encodeVideo.name])
  const never = { contract: encodeVideo, prepare: async () => ({}), settle: () => expect.unreachable(), setAside() {}, takeUp() {} }
  for (const old of [atBackup, later, unknown]) expect(await settle(tenant, never, old!, {})).toBe(false)
  expect(again!.attempt).toBeGreaterThan(later!.attempt)
})

const HARMS: [what: string, harm: (file: string) => Promise<void>][] = [
  ['is no database any more', (file: string) => writeFile(file, 'no database, whatever its name says. '.repeat(900))],
  ['is gone', (file: string) => rm(file)],
  ['is damaged inside', async (file: string) => writeFile(file, (await readFile(file)).fill('damage', 3 * 4096, 12 * 4096))],
  ['is empty', (file: string) => writeFile(file, '')],
]

test.each(HARMS)('a school whose file %s is brought back, in processes that had it open too', async (_, harm) => {
  const { tenant, file } = await goneOn()
  const other = openSchools(folder.dataDir)
  const theirs = other.openById(tenant.id)
  expect(titles(theirs)).toHaveLength(2)
  folder.schools.pool.evict(tenant.id)
  await harm(file)
  await restore(tenant)
  expect(titles(tenant)).toEqual(['Before'])
  // What the other process writes goes to the file that is there.
  await makeCourse(theirs, 'Theirs')
  expect(titles(tenant)).toEqual(['Before', 'Theirs'])
  other.close()
  folder.schools.pool.evict(tenant.id)
  const db = new Database(file)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.prepare('SELECT count(*) FROM courses').pluck().get()).toBe(2)
  db.close()
})

test('a process that has set a school aside takes it up again', async () => {
  const { tenant, file } = await goneOn()
  folder.schools.pool.evict(tenant.id)
  await writeFile(file, Buffer.alloc(40_960, 'this is not a database '))
  const other = openSchools(folder.dataDir)
  expect(() => titles(other.openById(tenant.id))).toThrow(SchoolBroken)
  await restore(tenant)
  expect(titles(other.openById(tenant.id))).toEqual(['Before'])
  other.close()
})

test('a backup of a newer version is refused, and so is a school nobody has', async () => {
  const { tenant, file } = await goneOn()
  const db = new Database(file)
  db.pragma(`user_version = ${migrationsOf('tenant').length + 1}`)
  db.close()
  await backUpSchool(folder.schools, tenant.id)
  await expect(restore(tenant)).rejects.toBeInstanceOf(BackupNewer)
  await expect(restoreSchool(folder.schools, 'nobody', 'last')).rejects.toBeInstanceOf(SchoolUnknown)
  expect(titles(tenant)).toEqual(['Before', 'After'])
})
