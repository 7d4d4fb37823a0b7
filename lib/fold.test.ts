import { expect, test } from 'vitest'
import { fold } from './fold.ts'

test.each([
  ['Łucja', 'lucja'],
  ['GÜLŞEN İnce', 'gulsen ince'],
  ['ışık', 'isik'],
  ['Søren Ærø', 'soren aero'],
  ['Đorđe', 'dorde'],
  ['STRASSE, Straße, STRAẞE', 'strasse, strasse, strasse'],
  ['Фёдор', 'федор'],
  ['Ελένη', 'ελενη'],
  ['Zoe\u0308', 'zoe'],
])('%s is looked for as %s', (text, folded) => {
  expect(fold(text)).toBe(folded)
})

test('marks that are letters of their own stay', () => {
  expect(['が', 'हिन्दी', '각'].map(fold)).toEqual(['が', 'हिन्दी', '각'])
})
