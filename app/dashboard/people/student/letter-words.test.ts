import { expect, test } from 'vitest'
import { letters } from '#tenants/mail/letters.ts'
import { letterWords } from './letter-words.ts'

test('every letter to a student has a name on their page', () => {
  const names = [...letters.keys()]
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => letterWords(name) === 'other')).toEqual([])
})
