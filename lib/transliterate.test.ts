import { expect, test } from 'vitest'
import { transliterate } from './transliterate.ts'

test('letters keep what can be heard of them', () => {
  expect(transliterate('Ćwikła & Søn')).toBe('cwikla & son')
  expect(transliterate('ĐÆŒÞ ıİ Straße Gülşen Łucja')).toBe('daeoeth ii strasse gulsen lucja')
})

test('other scripts stay as they are', () => {
  expect(transliterate('שלום 染色')).toBe('שלום 染色')
})
