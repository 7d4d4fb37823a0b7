import { afterEach, beforeEach, expect, test } from 'vitest'
import { backUpPlatform, backUpSchool } from '#tenants/backups/back-up.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { backupsInTime } from './check-backups.ts'

const HOUR = 3_600_000
let folder: TestSchools
beforeEach(async () => {
  folder = await temporarySchools()
})
afterEach(() => folder.close())

test('what was made or changed hours ago and has no backup of it is named', async () => {
  const { schools } = folder
  const tenant = await folder.school('madder')
  await folder.school('weld')
  expect(await backupsInTime(schools)).toMatch(/the longest that a change waits/)
  await expect(backupsInTime(schools, Date.now() + 4 * HOUR)).rejects.toThrow(/madder \(none yet\).*weld \(none yet\)/)
  await backUpSchool(schools, tenant.id)
  await backUpPlatform(schools)
  await expect(backupsInTime(schools, Date.now() + 4 * HOUR)).rejects.toThrow(/since: weld \(none yet\)\. A running/)
})

test('a school that has not changed since its backup is not late, however long ago that was', async () => {
  const { schools } = folder
  const tenant = await folder.school('madder')
  await backUpPlatform(schools)
  await backUpSchool(schools, tenant.id)
  expect(await backupsInTime(schools, Date.now() + 1000 * HOUR)).toBe('everything that has changed is backed up')
})
