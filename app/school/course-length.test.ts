import { expect, test } from 'vitest'
import { catalogue } from '#app/locales/catalogue.ts'
import { courseFacts } from './course-length.ts'

const { t } = catalogue('en')

test('a course whose videos are not ready yet says its lessons alone', () => {
  expect(courseFacts(t, { lessons: 1, seconds: 0 })).toBe('1 lesson')
  expect(courseFacts(t, { lessons: 12, seconds: 8_520 })).toBe('12 lessons · 2 h 22 min')
})
