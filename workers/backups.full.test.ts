import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listBackups } from '#tenants/backups/list-backups.ts'
import { platformShelf, schoolShelf } from '#tenants/backups/shelf.ts'
import { createCourse } from '#tenants/courses/create-course.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { AFTER_DELETION_MS, backUpChanged, backups } from './backups.ts'

const HOUR = 3_600_000

let folder: TestSchools
beforeEach(async () => {
  folder = await temporarySchools()
})
afterEach(() => folder.close())

const shelfOf = (id: string) => schoolShelf(folder.schools.env, folder.schools.storage, id)

test('what has changed since its last backup is backed up once an hour, whatever process looks; what has not is left', async () => {
  const tenant = await folder.school('madder')
  const now = Date.now()
  expect(await backUpChanged(folder.schools, { clock: () => now })).toEqual({ made: ['platform', tenant.id], failed: [] })
  const course = (title: string) => createCourse(tenant, folder.owner.id, { title, outcome: '', price: 0, currency: 'USD', sections: [] })
  await course('Within the hour')
  // Each look is one of a process that remembers nothing.
  expect((await backUpChanged(folder.schools, { clock: () => now + HOUR - 1 })).made).toEqual([])
  expect((await backUpChanged(folder.schools, { clock: () => now + HOUR })).made).toContain(tenant.id)
  expect((await backUpChanged(folder.schools, { clock: () => now + 5 * HOUR })).made).toEqual([])
  expect(await listBackups(shelfOf(tenant.id))).toHaveLength(2)
})

test('a school that cannot be backed up holds up no other; a deleted one keeps its backups for a month', async () => {
  const [broken, gone, whole] = [await folder.school('broken'), await folder.school('gone'), await folder.school('whole')]
  folder.schools.pool.evict(broken.id)
  await writeFile(folder.schools.pool.path(broken.id), Buffer.alloc(40_960, 'no database '))
  const now = Date.now()
  expect(await backUpChanged(folder.schools, { clock: () => now })).toEqual({ made: ['platform', gone.id, whole.id], failed: [broken.id] })
  await destroySchool(folder.schools, gone.id, now)
  const goOn = vi.fn(async () => true)
  await backUpChanged(folder.schools, { clock: () => now + AFTER_DELETION_MS - 1, goOn })
  expect(await listBackups(shelfOf(gone.id))).toHaveLength(1)
  await backUpChanged(folder.schools, { clock: () => now + AFTER_DELETION_MS })
  expect(await listBackups(shelfOf(gone.id))).toEqual([])
  expect(await listBackups(shelfOf(whole.id))).toHaveLength(1)
})

test('the server backs up by itself, and of two processes only the one with the lease', async () => {
  const { registry, env, storage } = folder.schools
  await registry.holdLease('backups', 'somebody else', Date.now(), 60_000, () => false)
  const hold = vi.spyOn(registry, 'holdLease')
  const idle = backups(folder.schools)
  idle.start(0)
  await vi.waitFor(() => expect(hold).toHaveBeenCalled(), { timeout: 60_000 })
  await idle.stop()
  expect(await listBackups(platformShelf(env, storage))).toEqual([])
  await registry.dropLease('backups', 'somebody else')
  const busy = backups(folder.schools)
  busy.start(0)
  await vi.waitFor(async () => expect(await listBackups(platformShelf(env, storage))).toHaveLength(1), { timeout: 60_000 })
  await busy.stop()
})
