import { createHash } from 'node:crypto'
import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compress, decompress } from 'zstd-napi'
import { openDatabase } from '#tenants/database/connection.ts'
import { events } from '#tenants/events/schema.ts'
import { isEnrolled } from '#tenants/learning/enrollments.ts'
import { assets } from '#tenants/media/schema.ts'
import { registerStudent, studentBySession } from '#tenants/people/students.ts'
import { beginMaking, beingMade } from '#tenants/registry/making.ts'
import { codesOf, createBatch } from '#tenants/sales/batches.ts'
import { redeemCode } from '#tenants/sales/redeem-code.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { dump } from '#tests/isolation/kit/canaries.ts'
import { aPublishedCourse, DEVICE, PASSWORD, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { exportSchool } from './export-school.ts'
import { importSchool } from './import-school.ts'

let old: TestSchools
let other: TestSchools
let school: Tenant
let carried: string
beforeAll(async () => {
  old = await temporarySchools()
  other = await temporarySchools()
  school = await old.school('madder')
  carried = join(other.dataDir, 'carried')
  for (const name of ['source', 'once-1/master.m3u8']) await school.files.put(`assets/film/${name}`, Buffer.from(`film ${name}`))
  const film = { id: 'film', kind: 'video' as const, state: 'ready' as const, name: 'film', size: 5, createdBy: 'p', createdAt: 1 }
  await school.transact((tx) => {
    tx.insert(assets)
      .values({ ...film, sourceKey: 'assets/film/source', outputPrefix: 'assets/film/once-1/' })
      .run()
  })
})
afterAll(async () => {
  await old.close()
  await other.close()
})

const arrive = (from = carried, slug?: string) => importSchool(other.schools, from, { slug, ownerId: other.owner.id })

test('a school goes on in another installation: its rows, its media, its sessions, its codes on paper', async () => {
  const { course } = await aPublishedCourse(school, old.owner.id, { assetId: 'film' })
  const batch = await createBatch(school, old.owner.id, { courseId: course.id, label: 'Cards', count: 1, expiresAt: null })
  const [card] = school.read((db) => codesOf(db, batch.id).map((code) => code.text))
  const { student, token } = await registerStudent(school, { email: 'ines@student.test', name: 'Ines', password: PASSWORD }, DEVICE)
  expect(await exportSchool(old.schools, school.id, carried)).toMatchObject({ objects: 2, missing: 0 })
  await expect(exportSchool(old.schools, school.id, carried)).rejects.toMatchObject({ code: 'moves.folder_taken' })

  const { tenant } = await arrive()
  expect([tenant.id, tenant.slug]).toEqual([school.id, 'madder'])
  const [there, here] = [old, other].map(({ schools }) => dump(schools.pool.path(school.id), ['events']))
  expect(here).toEqual(there)
  expect(tenant.read((db) => db.select().from(events).all()).at(-1)).toMatchObject({ type: 'school.moved', subject: school.id })
  expect(await text((await tenant.files.get('assets/film/once-1/master.m3u8')).body)).toBe('film once-1/master.m3u8')
  expect(tenant.read((db) => studentBySession(db, token)?.student.id)).toBe(student.id)
  await redeemCode(tenant, student.id, card!)
  expect([tenant, school].map((one) => one.read((db) => isEnrolled(db, student.id, course.id)))).toEqual([true, false])
  await expect(arrive(carried, 'madder-again')).rejects.toMatchObject({ code: 'registry.made_already' })
})

test('an import that was killed is not begun again beside what it left', async () => {
  const third = await temporarySchools()
  await beginMaking(third.schools.registry, school.id)
  const again = importSchool(third.schools, carried, { ownerId: third.owner.id })
  await expect(again).rejects.toMatchObject({ code: 'registry.being_made' })
  await third.close()
})

/** Changes the school's file inside an export, and describes it as it is then: only what is in it may tell. */
async function repacked(folder: string, change: string): Promise<void> {
  const [packed, file, manifest] = ['school.db.zst', 'school.db', 'manifest.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  await writeFile(file, decompress(await readFile(packed)))
  const db = openDatabase(file)
  db.$client.exec(change)
  db.$client.pragma('journal_mode = DELETE')
  db.$client.close()
  const [whole, small] = [await readFile(file), compress(await readFile(file))]
  await writeFile(packed, small)
  await rm(file)
  const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  const said = JSON.parse(await readFile(manifest, 'utf8'))
  const sums = { bytes: whole.length, sha256: sum(whole), packedBytes: small.length, packedSha256: sum(small) }
  await writeFile(manifest, JSON.stringify({ ...said, backup: { ...said.backup, ...sums } }))
}

test.each<[string, (folder: string) => Promise<void>, object]>([
  [
    'has a trigger of somebody else',
    (folder) => repacked(folder, 'CREATE TRIGGER slow AFTER INSERT ON events BEGIN DELETE FROM events WHERE id IS NULL; END'),
    { code: 'moves.foreign_schema' },
  ],
  [
    'has a view in place of a table',
    (folder) => repacked(folder, 'ALTER TABLE codes RENAME TO kept; CREATE VIEW codes AS SELECT * FROM kept'),
    { flaw: 'rows' },
  ],
  ['has no manifest', (folder) => rm(join(folder, 'manifest.json')), { code: 'moves.not_whole' }],
  ['lacks an object', (folder) => rm(join(folder, 'objects/assets/film/source')), { code: 'moves.not_whole' }],
  ['has another object', (folder) => writeFile(join(folder, 'objects/assets/film/source'), 'film sourcE'), { flaw: 'checksum' }],
  ['has a longer file', (folder) => appendFile(join(folder, 'school.db.zst'), 'x'), { flaw: 'size' }],
  [
    'has another file',
    async (folder) => {
      const file = join(folder, 'school.db.zst')
      const bytes = await readFile(file)
      await writeFile(file, bytes.fill(0, bytes.length >> 1))
    },
    { flaw: 'checksum' },
  ],
  [
    'names a place that is not its own',
    async (folder) => {
      const file = join(folder, 'manifest.json')
      await writeFile(file, (await readFile(file, 'utf8')).replace(`"of": "${school.id}"`, `"of": "${school.id}/assets"`))
    },
    { code: 'moves.not_whole' },
  ],
])('an export that %s is refused, and nothing is made', async (_what, harm, why) => {
  const third = await temporarySchools()
  const folder = join(third.dataDir, 'carried')
  await cp(carried, folder, { recursive: true })
  await harm(folder)
  await expect(importSchool(third.schools, folder, { ownerId: third.owner.id })).rejects.toMatchObject(why)
  expect(third.schools.registry.list()).toEqual([])
  expect(third.schools.pool.files()).toEqual([])
  expect(beingMade(third.schools.registry)).toEqual([])
  for await (const id of third.schools.storage.folders('schools/')) expect.unreachable(id)
  await third.close()
})

test('of two imports of one export one makes the school, and the other leaves it alone', async () => {
  const third = await temporarySchools()
  const both = await Promise.allSettled(
    [1, 2].map((n) => importSchool(third.schools, carried, { slug: `twice-${n}`, ownerId: third.owner.id })),
  )
  const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused).toEqual([expect.objectContaining({ code: expect.stringMatching(/^registry\.(being_made|made_already)$/) })])
  const tenant = third.schools.openById(school.id)
  expect(tenant.read((db) => db.select().from(assets).all())).toHaveLength(1)
  expect(await text((await tenant.files.get('assets/film/once-1/master.m3u8')).body)).toBe('film once-1/master.m3u8')
  await third.close()
})
