import { existsSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { trashPage } from '#tenants/courses/trash.ts'
import { beginUpload } from '#tenants/media/upload.ts'
import { aPublishedCourse, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { sweepSchools, sweeps } from './sweep.ts'

const DAY = 86_400_000
const NOW = Date.now()

let folder: TestSchools
beforeEach(async () => {
  folder = await temporarySchools()
})
afterEach(() => folder.close())

const uploadsOnDisk = () => readdirSync(join(folder.dataDir, 'files', '~uploads'))
const abandoned = async (slug: string) => {
  const tenant = await folder.school(slug)
  await beginUpload(tenant, 'p', { name: 'vat.mp4', size: 3, kind: 'video' }, NOW - 8 * DAY)
}

test('every school is swept, one that cannot be opened holds up no other, and a dry run takes nothing', async () => {
  await abandoned('madder')
  await abandoned('weld')
  const broken = await folder.school('broken')
  folder.schools.pool.remove(broken.id)
  const dry = await sweepSchools(folder.schools, { dryRun: true, now: NOW })
  expect(uploadsOnDisk()).toHaveLength(2)
  const wet = await sweepSchools(folder.schools, { now: NOW })
  for (const report of [dry, wet]) {
    expect(report.schools.map(({ slug, uploads }) => [slug, uploads])).toEqual([
      ['madder', 1],
      ['weld', 1],
    ])
    expect(report.failed).toEqual(['broken'])
  }
  expect(uploadsOnDisk()).toEqual([])
})

test('what was in the trash for thirty days goes, and a dry run only says so', async () => {
  const tenant = await folder.school('madder')
  const { course } = await aPublishedCourse(tenant, folder.owner.id)
  await deleteCourse(tenant, folder.owner.id, course.id, NOW - 31 * DAY)
  const trash = () => tenant.read((db) => trashPage(db, { size: 5 }).all)
  expect((await sweepSchools(folder.schools, { dryRun: true, now: NOW })).schools).toMatchObject([{ slug: 'madder', trashed: 1 }])
  expect(trash()).toBe(1)
  expect((await sweepSchools(folder.schools, { now: NOW })).schools).toMatchObject([{ slug: 'madder', trashed: 1 }])
  expect(trash()).toBe(0)
})

test('parts that no school knows go with the storage’s own litter', async () => {
  const upload = await folder.schools.storage.multipart.begin('schools/gone/assets/a/source', { size: 3, partSize: 3 })
  const path = join(folder.dataDir, 'files', '~uploads', upload)
  const long = new Date(NOW - 8 * DAY)
  for (const name of ['', 'bytes', 'parts']) utimesSync(join(path, name), long, long)
  expect((await sweepSchools(folder.schools, { dryRun: true, now: NOW })).litter).toBe(1)
  expect(existsSync(path)).toBe(true)
  expect((await sweepSchools(folder.schools, { now: NOW })).litter).toBe(1)
  expect(existsSync(path)).toBe(false)
})

test('the server sweeps by itself, and of two processes only the one with the lease', async () => {
  await abandoned('madder')
  const { registry } = folder.schools
  await registry.holdLease('sweep', 'somebody else', Date.now(), 60_000, () => false)
  const hold = vi.spyOn(registry, 'holdLease')
  const sweeper = sweeps(folder.schools)
  sweeper.start(0)
  await vi.waitFor(() => expect(hold).toHaveBeenCalled(), { timeout: 60_000 })
  await sweeper.stop()
  expect(uploadsOnDisk()).toHaveLength(1)
  await registry.dropLease('sweep', 'somebody else')
  const next = sweeps(folder.schools)
  next.start(0)
  await vi.waitFor(() => expect(uploadsOnDisk()).toEqual([]), { timeout: 60_000 })
  await next.stop()
})
