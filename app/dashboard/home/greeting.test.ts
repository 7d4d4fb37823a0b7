import { expect, test } from 'vitest'
import { catalogue } from '#app/locales/catalogue.ts'
import { partOfDay } from './greeting.tsx'
import { weekInWords } from './week.tsx'

const { t } = catalogue('en')
const week = { joined: 0, lessonsCompleted: 0, coursesCompleted: 0, codesRedeemed: 0 }

test('the greeting follows the hour', () => {
  expect([4, 5, 11, 12, 17, 18, 23].map(partOfDay)).toEqual(['night', 'morning', 'morning', 'afternoon', 'afternoon', 'evening', 'evening'])
})

test('the week is told in a sentence that counts rightly', () => {
  expect(weekInWords(t, week)).toBe('A quiet week: nobody joined, and no lesson was completed.')
  expect(weekInWords(t, { ...week, joined: 1 })).toBe('One person joined in the last seven days.')
  expect(weekInWords(t, { ...week, joined: 9, lessonsCompleted: 1 })).toBe(
    '9 people joined in the last seven days and one lesson was completed.',
  )
  expect(weekInWords(t, { ...week, lessonsCompleted: 1_284 })).toBe('1,284 lessons were completed in the last seven days.')
})
