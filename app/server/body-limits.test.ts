import { expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { bodyLimit } from './body-limits.ts'

const { dashboard, platform, school } = urls

test.each([
  ['a lesson’s text', dashboard.lessonText('s', 'c', 'l')],
  ['the same without script', dashboard.lesson('s', 'c', 'l')],
  ['a new course', dashboard.newCourse('s')],
  ['a course’s description', dashboard.courseDetails('s', 'c')],
  ['the same by script', `${dashboard.courseDetails('s', 'c')}.data`],
])('%s may be long', (_what, path) => expect(bodyLimit(path)).toBeGreaterThan(180_000))

test.each([
  platform.signUp(),
  platform.signIn(),
  platform.newSchool(),
  school.redeem(),
  school.signIn(),
  school.lesson('c', 'l'),
  dashboard.course('s', 'c'),
  dashboard.courses('s'),
  dashboard.uploads('s'),
  dashboard.settings('s'),
])('%s needs little', (path) => expect(bodyLimit(path)).toBeLessThan(70_000))
