import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { courses } from '#tenants/courses/schema.ts'
import { latestJob } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { assetById } from '#tenants/media/asset.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { MAKING_MS } from '#tenants/registry/making.ts'
import { reconcileSchools } from '#tenants/registry/reconcile-schools.ts'
import { aPublishedCourse, aSchool, openSchools } from '#tests/setup/kit.ts'
import { lectern as runLectern } from '#tests/setup/lectern.ts'

// What an operator types, run as a process of its own on a data folder of its own.

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-command-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const lectern = (args: readonly string[], input = '') => runLectern(dataDir, args, { input })

const OWNER = ['--owner', 'mara@school.test', '--owner-name', 'Mara Okafor']
const create = (slug: string) => lectern(['--json', 'tenants', 'create', slug, '--name', 'Madder & Weld', ...OWNER], 'madder and weld\n')

/** A school made by the core, and the path of its file. */
async function made(slug: string): Promise<{ id: string; file: string }> {
  const schools = openSchools(dataDir)
  const { tenant, owner } = await aSchool(schools, slug)
  await aPublishedCourse(tenant, owner.id)
  const file = schools.pool.path(tenant.id)
  schools.close()
  return { id: tenant.id, file }
}

/** As a file is in the moment before its first migration: only the version counts. */
function setBack(file: string): void {
  const db = new Database(file)
  db.pragma('foreign_keys = OFF')
  for (const type of ['trigger', 'table']) {
    const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%'").pluck().all(type)
    for (const name of names) db.exec(`DROP ${type} IF EXISTS "${String(name)}"`)
  }
  db.pragma('user_version = 0')
  db.close()
}

const versionOf = (file: string): unknown => {
  const db = new Database(file, { readonly: true })
  const version: unknown = db.pragma('user_version', { simple: true })
  db.close()
  return version
}

test('a school is made with its owner, listed and shown', async () => {
  expect(await lectern(['tenants', 'list'])).toMatchObject({ code: 1, err: expect.stringContaining('no Lectern here') })
  const said = await create('madder')
  expect(said).toMatchObject({ code: 0, json: { slug: 'madder', address: 'http://madder.localhost:3000/' } })
  expect((await lectern(['--json', 'tenants', 'list'])).json).toMatchObject([{ slug: 'madder', name: 'Madder & Weld' }])
  expect((await lectern(['--json', 'tenants', 'show', 'madder'])).json).toMatchObject({
    behind: 0,
    inside: { courses: 0, students: 0, openJobs: 0 },
    staff: [{ name: 'Mara Okafor', email: 'mara@school.test', role: 'owner' }],
  })
  const { out } = await lectern(['tenants', 'list'])
  expect(out).toContain('SLUG')
  expect(out).toContain('http://madder.localhost:3000')
})

test('what is wrong is said in a sentence, and nothing is made', async () => {
  const short = await lectern(['tenants', 'create', 'madder', '--name', 'Madder', ...OWNER], 'short\n')
  expect(short).toMatchObject({ code: 1, err: expect.stringContaining('at least 10 characters') })
  await create('madder')
  expect(await create('madder')).toMatchObject({ code: 1, err: expect.stringContaining('This address is taken') })
  expect(await create('../etc')).toMatchObject({ code: 1, err: expect.stringContaining('letters, digits and dashes') })
  expect(await lectern(['tenants', 'show', 'nobody'])).toMatchObject({ code: 1, err: expect.stringContaining('no school') })
  expect((await lectern(['--json', 'tenants', 'list'])).json).toHaveLength(1)
})

test('a school goes only when its slug is said twice, and then with its file', async () => {
  const { file } = await made('madder')
  expect(await lectern(['tenants', 'delete', 'madder', '--yes', 'weld'])).toMatchObject({ code: 1 })
  expect(existsSync(file)).toBe(true)
  expect(await lectern(['tenants', 'delete', 'madder', '--yes', 'madder'])).toMatchObject({ code: 0 })
  expect(existsSync(file)).toBe(false)
  expect((await lectern(['--json', 'tenants', 'list'])).json).toEqual([])
})

test('schools that are behind are shown as such by checks that change nothing, and migrated when that is asked for', async () => {
  const { file, id } = await made('madder')
  const current = versionOf(file)
  setBack(file)
  expect(await lectern(['tenants', 'show', 'madder'])).toMatchObject({ code: 0, out: expect.stringContaining('migrations behind') })
  expect(await lectern(['doctor'])).toMatchObject({
    code: 1,
    out: expect.stringMatching(/BAD {2}school madder: whole, but \d+ migrations? behind/),
  })
  expect(versionOf(file)).toBe(0)
  expect((await lectern(['--json', 'tenants', 'migrate'])).out).toContain(id)
  expect(versionOf(file)).toBe(current)
  expect(await lectern(['tenants', 'migrate'])).toMatchObject({ code: 0, out: expect.stringContaining('up to date') })
})

test('the doctor finds a damaged school and names it, and goes on with the others', async () => {
  const { file } = await made('madder')
  await made('weld')
  expect(await lectern(['--json', 'doctor'])).toMatchObject({ code: 0, json: { ok: true } })
  await writeFile(file, 'this is no database, whatever its name says. '.repeat(200))
  const { code, json } = await lectern(['--json', 'doctor'])
  expect(code).toBe(1)
  expect(json).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ check: 'school madder', ok: false }),
      expect.objectContaining({ check: 'school weld', ok: true }),
    ]),
  })
})

test('jobs are listed with their reason, tried again and cancelled', async () => {
  const schools = openSchools(dataDir)
  const { tenant, owner } = await aSchool(schools, 'madder')
  const text = join(dataDir, 'text.mp4')
  await writeFile(text, 'this is no film')
  const { id: assetId } = await importFile(tenant, owner.id, text, 'video')
  const { id } = tenant.read((db) => latestJob(db, assetId))!
  expect((await lectern(['--json', 'jobs', 'list', '--school', 'madder'])).json).toMatchObject([{ school: 'madder', id, state: 'waiting' }])
  expect(await lectern(['jobs', 'cancel', 'madder', id])).toMatchObject({ code: 0, out: expect.stringContaining('cancelled') })
  expect(await lectern(['jobs', 'cancel', 'madder', id])).toMatchObject({ code: 1, err: expect.stringContaining('ended already') })
  expect(tenant.read((db) => assetById(db, assetId))).toMatchObject({ state: 'failed', failure: 'jobs.cancelled' })
  const { out } = await lectern(['jobs', 'list'])
  expect(out).toMatch(new RegExp(`madder +${id} +media.encode_video +text.mp4 +cancelled`))
  expect((await lectern(['--json', 'jobs', 'list', '--state', 'running'])).json).toEqual([])
  expect(await lectern(['jobs', 'retry', 'madder', id])).toMatchObject({ code: 0 })
  expect(await lectern(['jobs', 'retry', 'madder', id])).toMatchObject({ code: 1, err: expect.stringContaining('waits or runs already') })
  expect(tenant.read((db) => assetById(db, assetId))).toMatchObject({ state: 'processing', failure: null })
  expect(await lectern(['jobs', 'retry', 'madder', 'job_none'])).toMatchObject({ code: 1, err: expect.stringContaining('no longer here') })
  // What failed is not hidden behind what is done.
  await lectern(['jobs', 'cancel', 'madder', id])
  const last = tenant.read((db) => latestJob(db, assetId))!
  await tenant.transact(
    (tx) =>
      tx
        .insert(jobs)
        .values(
          [1, 2, 3].map((n) => ({
            ...last,
            id: `job_done${n}`,
            state: 'done' as const,
            createdAt: last.createdAt + n,
            finishedAt: Date.now() + n,
          })),
        )
        .run().changes,
  )
  expect((await lectern(['--json', 'jobs', 'list', '--limit', '2'])).json).toMatchObject([{ id, state: 'cancelled' }])
  expect((await lectern(['--json', 'jobs', 'list', '--limit', '2', '--state', 'done'])).json).toHaveLength(2)
  expect(await lectern(['jobs', 'list', '--state', 'asleep'])).toMatchObject({ code: 1, err: expect.stringContaining('asleep') })
  schools.close()
})

test('a school is backed up, proved, compared and taken back, and only when its slug is said twice', async () => {
  await made('madder')
  expect(await lectern(['tenants', 'backup'])).toMatchObject({ code: 1, err: expect.stringContaining('--all') })
  expect(await lectern(['tenants', 'restore', 'madder'])).toMatchObject({ code: 1, err: expect.stringContaining('no such backup') })
  const { json } = await lectern(['--json', 'tenants', 'backup', '--all'])
  expect(json).toMatchObject({ backups: [{ slug: 'madder', rows: { courses: 1 } }], failed: [] })
  expect((await lectern(['--json', 'tenants', 'backups', 'madder'])).json).toMatchObject({
    backups: [{ name: expect.any(String) }],
    kept: [],
  })
  expect(await lectern(['tenants', 'verify', 'madder'])).toMatchObject({ code: 0, out: expect.stringContaining('is whole') })
  const schools = openSchools(dataDir)
  const tenant = schools.openById(schools.registry.bySlug('madder')!.id)
  await aPublishedCourse(tenant, 'p')
  const count = () => tenant.read((db) => db.select().from(courses).all().length)
  expect(await lectern(['tenants', 'restore', 'madder'])).toMatchObject({ code: 1, out: expect.stringMatching(/courses +0 +3 +0/) })
  expect((await lectern(['tenants', 'restore', 'madder', '--yes', 'weld'])).code).toBe(1)
  expect(await lectern(['tenants', 'restore', 'madder', '--dry-run', '--yes', 'madder'])).toMatchObject({ code: 0 })
  expect((await lectern(['tenants', 'restore', 'madder', '--at', '2020-01-01', '--yes', 'madder'])).code).toBe(1)
  expect(count()).toBe(2)
  expect(await lectern(['tenants', 'restore', 'madder', '--yes', 'madder'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('kept'),
  })
  expect(count()).toBe(1)
  schools.close()
})

test('a school is cloned to another address, and a clone that is killed is none or a whole one', async () => {
  await made('madder')
  const begun = Date.now()
  const { code, json } = await lectern(['--json', 'tenants', 'clone', 'madder', 'madder-copy'])
  const usual = Date.now() - begun
  expect({ code, json }).toMatchObject({ code: 0, json: { slug: 'madder-copy', name: 'School madder (copy)', objects: 0, missing: 0 } })
  expect(await lectern(['tenants', 'clone', 'madder', 'madder-copy'])).toMatchObject({ code: 1, err: expect.stringContaining('is taken') })
  // What matters happens at the end.
  await runLectern(dataDir, ['tenants', 'clone', 'madder', 'weld', '--name', 'Weld'], { killAfter: usual * 0.9 })
  const schools = openSchools(dataDir)
  await reconcileSchools(schools, Date.now() + MAKING_MS + 1)
  const ids = schools.registry.list().map(({ id }) => id)
  expect(schools.pool.files().sort()).toEqual(ids.sort())
  for (const id of ids) expect(schools.openById(id).read((db) => db.select().from(courses).all().length)).toBe(1)
  schools.close()
})

test('a school is exported, and imported where it is not', async () => {
  const { id } = await made('madder')
  const [carried, elsewhere] = [join(dataDir, 'carried'), join(dataDir, 'elsewhere')]
  expect(await lectern(['tenants', 'export', 'madder', carried])).toMatchObject({ code: 0, out: expect.stringContaining('0 objects') })
  const back = await lectern(['tenants', 'import', carried, '--owner', 'owner@school.test'])
  expect(back).toMatchObject({ code: 1, err: expect.stringContaining('already') })
  const args = ['--json', 'tenants', 'import', carried, '--slug', 'weld', ...OWNER]
  const { code, json } = await runLectern(elsewhere, args, { input: 'madder and weld\n' })
  expect({ code, json }).toMatchObject({ code: 0, json: { id, slug: 'weld', objects: 0 } })
})

test('platform.db is taken back, also where it is no database any more', async () => {
  await made('madder')
  expect(await lectern(['platform', 'backup'])).toMatchObject({ code: 0 })
  expect(await lectern(['platform', 'verify'])).toMatchObject({ code: 0, out: expect.stringContaining('is whole') })
  expect((await lectern(['--json', 'platform', 'backups'])).json).toHaveLength(1)
  await made('weld')
  const slugs = async () => ((await lectern(['--json', 'tenants', 'list'])).json as { slug: string }[]).map(({ slug }) => slug)
  expect((await lectern(['platform', 'restore', '--yes', 'madder'])).code).toBe(1)
  expect(await slugs()).toEqual(['madder', 'weld'])
  expect(await lectern(['platform', 'restore', '--yes', 'platform'])).toMatchObject({ code: 0, out: expect.stringContaining('kept') })
  expect(await slugs()).toEqual(['madder'])
  for (const suffix of ['-wal', '-shm']) await rm(join(dataDir, `platform.db${suffix}`), { force: true })
  await writeFile(join(dataDir, 'platform.db'), 'no database, whatever its name says. '.repeat(200))
  expect(await lectern(['platform', 'restore', '--yes', 'platform'])).toMatchObject({ code: 0 })
  expect(await slugs()).toEqual(['madder'])
})
