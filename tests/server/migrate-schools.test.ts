import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { log } from '#lib/log.ts'
import { createDatabase, type Db, schemaVersion } from '#tenants/database/connection.ts'
import { migrateSchools } from '#tenants/database/migrate-schools.ts'
import { migrate, migrationsOf } from '#tenants/database/migrations.ts'
import { Pool } from '#tenants/database/pool.ts'

// All schools of an installation, as `bin/lectern tenants migrate` brings them up to a new release.

const IDS = ['aaaa', 'bbbb', 'cccc', 'dddd']
const NEWEST = migrationsOf('tenant').length
const before = migrationsOf('tenant').slice(0, 1)
let folder: string
let pool: Pool

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-migrate-'))
  pool = new Pool(folder, 10, log, () => 0)
  for (const id of IDS) inFile(id, (db) => migrate(db, 'tenant', before))
})
afterEach(async () => {
  pool.close()
  await rm(folder, { recursive: true, force: true })
})

function inFile<T>(id: string, use: (db: Db) => T): T {
  const db = createDatabase(pool.path(id))
  try {
    return use(db)
  } finally {
    db.$client.close()
  }
}
const versionsNow = () => IDS.map((id) => inFile(id, schemaVersion))
/** What the next migration would make is there already. */
const spoil = (id: string) => inFile(id, (db) => db.$client.exec('CREATE TABLE version_videos (x INTEGER) STRICT'))

test('a school that cannot be migrated is set aside, the others go on, and running it again takes up the rest', async () => {
  spoil('cccc')
  const told: string[] = []
  const outcomes = await migrateSchools(pool, IDS, ({ id, error }) => told.push(`${id} ${error === undefined}`))
  expect(told).toEqual(['aaaa true', 'bbbb true', 'cccc false', 'dddd true'])
  expect(outcomes.find((one) => one.id === 'cccc')?.error).toMatch(/version_videos already exists/)
  expect(versionsNow()).toEqual([NEWEST, NEWEST, 1, NEWEST])

  inFile('cccc', (db) => db.$client.exec('DROP TABLE version_videos'))
  const again = await migrateSchools(pool, IDS, () => {})
  expect(again.map((one) => one.applied.length)).toEqual([0, 0, NEWEST - 1, 0])
  expect(versionsNow()).toEqual(IDS.map(() => NEWEST))
})

test('when the first one fails, none of the others is touched', async () => {
  spoil('aaaa')
  const outcomes = await migrateSchools(pool, IDS, () => {})
  expect(outcomes.map((one) => [one.id, one.error === undefined])).toEqual([['aaaa', false]])
  expect(versionsNow()).toEqual([1, 1, 1, 1])
})
