import { afterAll, beforeAll, expect, test } from 'vitest'
import { anOwner, aSchool, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { destroySchool } from './destroy-school.ts'
import { TooManySchools } from './register-school.ts'

let all: TestSchools
beforeAll(async () => {
  all = await temporarySchools()
})
afterAll(() => all.close())

test('a person has twenty schools at most, and another person their own', async () => {
  const first = await all.school('school-0')
  for (let n = 1; n < 20; n++) await all.school(`school-${n}`)
  await expect(all.school('school-20')).rejects.toBeInstanceOf(TooManySchools)
  await aSchool(all.schools, 'school-20', await anOwner(all.schools, 'other@school.test'))
  await destroySchool(all.schools, first.id)
  await all.school('school-21')
})
