import { expect, test } from 'vitest'
import { catalogue } from '#app/locales/catalogue.ts'
import { courseFacts, courseLength } from './course-length.ts'

const { t } = catalogue('en')

test('a length is said as a player shows it, from an hour on in hours and minutes', () => {
  const said = [1, 89, 90, 3_569, 3_570, 3_600, 8_520].map((seconds) => courseLength(t, seconds))
  expect(said).toEqual(['0:01', '1:29', '1:30', '59:29', '59:30', '1 h', '2 h 22 min'])
})

test('a course whose videos are not ready yet says its lessons alone', () => {
  expect(courseFacts(t, { lessons: 1, seconds: 0 })).toBe('1 lesson')
  expect(courseFacts(t, { lessons: 12, seconds: 8_520 })).toBe('12 lessons · 2 h 22 min')
})
