import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setImmediate as aTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compress } from 'zstd-napi'
import { schoolShelf, workFolder } from '#tenants/backups/shelf.ts'
import { students } from '#tenants/people/schema.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import { aPublishedCourse, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { until } from '#tests/setup/server.ts'
import { backUpPlatform, backUpSchool } from './back-up.ts'
import { BackupRefused, BackupUnknown, type Flaw } from './failures.ts'
import { verifyBackup } from './fetch-backup.ts'
import { findBackup, listBackups } from './list-backups.ts'
import { type Manifest, momentOf, newName, signed } from './manifest.ts'

let folder: TestSchools
beforeEach(async () => {
  folder = await temporarySchools()
})
afterEach(() => folder.close())

const shelfOf = (id: string) => schoolShelf(folder.schools.env, folder.schools.storage, id)
const objectAt = (id: string, name: string) => join(folder.dataDir, 'files', 'backups', 'schools', id, name)

async function backedUp(slug: string) {
  const tenant = await folder.school(slug)
  await aPublishedCourse(tenant, folder.owner.id)
  const manifest = await backUpSchool(folder.schools, tenant.id)
  return { tenant, manifest, shelf: shelfOf(tenant.id) }
}

/** Has the backup refused, for this reason. */
async function refused(id: string, { name }: Pick<Manifest, 'name'>, flaw: Flaw): Promise<void> {
  const shelf = shelfOf(id)
  const verifying = findBackup(shelf, { name }).then((entry) => verifyBackup(shelf, entry))
  await expect(verifying).rejects.toBeInstanceOf(BackupRefused)
  await expect(verifying).rejects.toMatchObject({ flaw })
}

test('a backup says what it holds, lies outside the school’s own objects, and can be proved', async () => {
  const { tenant, manifest, shelf } = await backedUp('madder')
  expect(manifest).toMatchObject({ of: tenant.id, slug: 'madder', title: 'School madder', schema: expect.any(Number), objects: 0 })
  expect(manifest.rows).toMatchObject({ courses: 1, lessons: 3, students: 0 })
  expect(manifest.packedBytes).toBeLessThan(manifest.bytes)
  expect(await verifyBackup(shelf, await findBackup(shelf, 'last'))).toEqual(manifest)
  const own: string[] = []
  for await (const { key } of tenant.files.list('')) own.push(key)
  expect(own).toEqual([])
  await destroySchool(folder.schools, tenant.id)
  expect(await listBackups(shelf)).toHaveLength(1)
  expect(readdirSync(workFolder(folder.dataDir))).toEqual([])
})

test('platform.db is backed up likewise', async () => {
  await folder.school('madder')
  const manifest = await backUpPlatform(folder.schools)
  expect(manifest).toMatchObject({ of: 'platform', rows: expect.objectContaining({ schools: 1, people: 1, memberships: 1 }) })
})

test('a backup that is told to stop in the middle leaves nothing, and the next one is whole', async () => {
  const tenant = await folder.school('madder')
  const stop = new AbortController()
  const making = backUpSchool(folder.schools, tenant.id, { signal: stop.signal })
  await until('it has begun', () => existsSync(workFolder(folder.dataDir)) && readdirSync(workFolder(folder.dataDir)).length > 0)
  stop.abort()
  await expect(making).rejects.toThrow()
  expect(readdirSync(workFolder(folder.dataDir))).toEqual([])
  expect(await listBackups(shelfOf(tenant.id))).toEqual([])
  await backUpSchool(folder.schools, tenant.id)
  expect(await listBackups(shelfOf(tenant.id))).toHaveLength(1)
})

test('a backup is found by its name, by a moment, or as the last one', async () => {
  const tenant = await folder.school('madder')
  const shelf = shelfOf(tenant.id)
  await expect(findBackup(shelf, 'last')).rejects.toBeInstanceOf(BackupUnknown)
  const moments = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 3)]
  for (const at of moments) await backUpSchool(folder.schools, tenant.id, { clock: () => at })
  expect((await listBackups(shelf)).map(({ at }) => at)).toEqual(moments)
  expect(await findBackup(shelf, { notAfter: moments[1]! + 1 })).toMatchObject({ at: moments[1] })
  await expect(findBackup(shelf, { notAfter: moments[0]! - 1 })).rejects.toBeInstanceOf(BackupUnknown)
  expect(await findBackup(shelf, 'last')).toMatchObject({ at: moments[2] })
  expect(momentOf(newName(1_790_000_000_123))).toBe(1_790_000_000_123)
  expect(momentOf('../../etc')).toBeUndefined()
})

test('packed bytes without a manifest are no backup', async () => {
  const { tenant, manifest, shelf } = await backedUp('madder')
  await shelf.objects.delete(`${manifest.name}.json`)
  expect(await listBackups(shelf)).toEqual([])
  await expect(findBackup(shelf, { name: manifest.name })).rejects.toBeInstanceOf(BackupUnknown)
  expect(tenant.read(() => true)).toBe(true)
})

test('what was changed in storage is refused: a bit, a swapped object, a manifest written by somebody else', async () => {
  const { tenant, manifest } = await backedUp('madder')
  const newer = await backUpSchool(folder.schools, tenant.id)
  const [packed, json] = [objectAt(tenant.id, `${manifest.name}.db.zst`), objectAt(tenant.id, `${manifest.name}.json`)]
  const [bytes, text] = [await readFile(packed), await readFile(json, 'utf8')]
  const flipped = Buffer.from(bytes)
  flipped.writeUInt8(flipped.readUInt8(flipped.length >> 1) ^ 1, flipped.length >> 1)
  await writeFile(packed, flipped)
  await refused(tenant.id, manifest, 'checksum')
  await writeFile(packed, bytes.subarray(1))
  await refused(tenant.id, manifest, 'size')
  await writeFile(packed, bytes)
  for (const forged of [
    text.replace(/"courses": 1/, '"courses": 2'),
    text.replace(manifest.packedSha256, '0'.repeat(64)),
    'no json',
    '{}',
    // A true one under another name.
    await readFile(objectAt(tenant.id, `${newer.name}.json`), 'utf8'),
  ]) {
    expect(forged).not.toBe(text)
    await writeFile(json, forged)
    await refused(tenant.id, manifest, 'manifest')
  }
  await writeFile(json, text)
  await verifyBackup(shelfOf(tenant.id), await findBackup(shelfOf(tenant.id), { name: manifest.name }))
})

test('what is larger than its manifest says is given up at the first byte above', async () => {
  const { tenant, manifest, shelf } = await backedUp('madder')
  const bomb = compress(Buffer.alloc(256 * 1024 * 1024))
  // Signed by us, as if our own key had been used: the sizes alone hold it back.
  await shelf.objects.put(`${manifest.name}.db.zst`, Readable.from([bomb]))
  await shelf.objects.put(`${manifest.name}.json`, signed(shelf, { ...manifest, packedBytes: bomb.length }))
  await refused(tenant.id, manifest, 'size')
})

test('a backup of one school is no backup of another', async () => {
  const [madder, weld] = [await backedUp('madder'), await backedUp('weld')]
  for (const ending of ['db.zst', 'json'])
    await writeFile(
      objectAt(weld.tenant.id, `${madder.manifest.name}.${ending}`),
      await readFile(objectAt(madder.tenant.id, `${madder.manifest.name}.${ending}`)),
    )
  await refused(weld.tenant.id, madder.manifest, 'foreign')
  // Its manifest rewritten to the other one's id is not signed with the other one's key.
  const json = objectAt(weld.tenant.id, `${madder.manifest.name}.json`)
  await writeFile(json, (await readFile(json, 'utf8')).replaceAll(madder.tenant.id, weld.tenant.id))
  await refused(weld.tenant.id, madder.manifest, 'manifest')
})

test('a damaged school is not backed up, and the backup before it stays', async () => {
  const { tenant, shelf, manifest } = await backedUp('madder')
  const file = folder.schools.pool.path(tenant.id)
  folder.schools.pool.evict(tenant.id)
  const bytes = await readFile(file)
  bytes.fill('damage', 5 * 4096, 9 * 4096)
  await writeFile(file, bytes)
  await expect(backUpSchool(folder.schools, tenant.id)).rejects.toMatchObject({ flaw: 'damaged' })
  expect((await listBackups(shelf)).map(({ name }) => name)).toEqual([manifest.name])
  // Nor is what was stored while it was checked.
  expect(readdirSync(objectAt(tenant.id, '')).sort()).toEqual([`${manifest.name}.db.zst`, `${manifest.name}.json`])
})

test('a school that is written to without pause is backed up as it was between two transactions', async () => {
  const tenant = await folder.school('madder')
  const pair = (n: number) =>
    [`a${n}`, `b${n}`].map((id) => ({ id, email: `${id}@s.test`, name: 'x'.repeat(2_000), passwordHash: '', createdAt: 1 }))
  await tenant.transact((tx) => {
    for (let n = 0; n < 12_000; n++) tx.insert(students).values(pair(n)).run()
  })
  let isDone = false
  const making = backUpSchool(folder.schools, tenant.id).finally(() => {
    isDone = true
  })
  let n = 12_000
  for (; !isDone; n++) {
    await tenant.transact((tx) => tx.insert(students).values(pair(n)).run().changes)
    await aTurn()
  }
  const { rows } = await making
  expect(n).toBeGreaterThan(12_100)
  expect(rows.students! % 2).toBe(0)
  expect(rows.students).toBeLessThan(2 * n)
})
