import { expect, test } from 'vitest'
import { anOwner, aSchool, temporarySchools } from '#tests/setup/kit.ts'
import { seesFirstSteps, showFirstSteps } from './first-steps.ts'

test('the list of first steps is put away by one person, in one school, and comes back', async () => {
  const { schools, close } = await temporarySchools()
  const { registry } = schools
  const owner = await anOwner(schools)
  const other = await anOwner(schools, 'other@owners.test')
  const { tenant } = await aSchool(schools, 'madder', owner)
  const { tenant: second } = await aSchool(schools, 'weld', owner)
  await showFirstSteps(registry, owner.id, tenant.id, false)
  await showFirstSteps(registry, owner.id, tenant.id, false)
  expect(seesFirstSteps(registry, owner.id, tenant.id)).toBe(false)
  expect(seesFirstSteps(registry, owner.id, second.id)).toBe(true)
  expect(seesFirstSteps(registry, other.id, tenant.id)).toBe(true)
  await showFirstSteps(registry, owner.id, tenant.id, true)
  expect(seesFirstSteps(registry, owner.id, tenant.id)).toBe(true)
  await close()
})
