import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { claim, hear } from '#tenants/jobs/lifecycle.ts'
import { encodeVideo } from '#tenants/media/jobs.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { destroySchool } from './destroy-school.ts'
import { reconcileSchools } from './reconcile-schools.ts'

let folder: TestSchools
let going: Tenant
let staying: Tenant
beforeEach(async () => {
  folder = await temporarySchools()
  going = await folder.school('going')
  staying = await folder.school('staying')
  for (const tenant of [going, staying]) await tenant.files.put('assets/x/source', Buffer.from('bytes'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await folder.close()
})

const schoolFiles = () => readdirSync(join(folder.dataDir, 'schools')).filter((name) => name.startsWith(going.id))
const hasObjects = (tenant: Tenant) => existsSync(join(folder.dataDir, 'files', 'schools', tenant.id))
async function nextStart(): Promise<void> {
  vi.restoreAllMocks()
  await reconcileSchools(folder.schools)
}
async function isGoneAndTheOtherStays(): Promise<void> {
  expect(schoolFiles()).toEqual([])
  expect(hasObjects(going)).toBe(false)
  expect(folder.schools.registry.isSlugFree('going')).toBe(false)
  expect(await staying.files.stat('assets/x/source')).toBeDefined()
  expect(staying.read((db) => db.all('SELECT 1').length)).toBe(1)
}

test('nothing is left of it', async () => {
  await destroySchool(folder.schools, going.id)
  await isGoneAndTheOtherStays()
})

const crash = () => {
  throw new Error('power cut')
}

test.each([
  ['after the mark, before anything else', () => vi.spyOn(folder.schools, 'forget').mockImplementation(crash)],
  ['before the objects went', () => vi.spyOn(folder.schools.storage, 'deletePrefix').mockImplementation(crash)],
  ['after the objects, before the file', () => vi.spyOn(folder.schools.pool, 'remove').mockImplementation(crash)],
])('a crash %s is finished at the next start', async (_when, breakIt) => {
  breakIt()
  await expect(destroySchool(folder.schools, going.id)).rejects.toThrow('power cut')
  await nextStart()
  await isGoneAndTheOtherStays()
})

test('a crash after the file, before what SQLite keeps beside it, is finished at the next start', async () => {
  await destroySchool(folder.schools, going.id)
  for (const suffix of ['-wal', '-shm']) writeFileSync(folder.schools.pool.path(going.id) + suffix, '')
  await nextStart()
  await isGoneAndTheOtherStays()
})

test('what an attempt wrote after its school was gone goes at the next start', async () => {
  await destroySchool(folder.schools, going.id)
  await going.files.put('assets/x/1-1/360p/00000.ts', Buffer.from('late'))
  await nextStart()
  await isGoneAndTheOtherStays()
})

test('a running attempt hears that it is over before the file goes', async () => {
  await going.transact((tx) => enqueue(tx, encodeVideo, { payload: { assetId: 'x' }, subject: 'x' }))
  const job = await claim(going, [encodeVideo.name])
  let heard: boolean | undefined
  const { deletePrefix } = folder.schools.storage
  vi.spyOn(folder.schools.storage, 'deletePrefix').mockImplementation(async (prefix) => {
    heard ??= await hear(going, job!, 0.5)
    return deletePrefix(prefix)
  })
  await destroySchool(folder.schools, going.id)
  expect(heard).toBe(false)
})
