import { expect, test } from 'vitest'
import { grantsOfSet } from './permissions.ts'

test('a set of own courses holds nothing that shows the whole school, whatever is written in it', () => {
  const permissions = ['school.see', 'people.see', 'audit.see', 'people.view_as', 'school.own', 'of.tomorrow']
  expect([...grantsOfSet({ id: 'role_1', permissions, ownCourses: true }).permissions]).toEqual(['school.see', 'people.see'])
  expect([...grantsOfSet({ id: 'role_1', permissions, ownCourses: false }).permissions].sort()).toEqual(
    ['audit.see', 'people.see', 'people.view_as', 'school.see'].sort(),
  )
})
