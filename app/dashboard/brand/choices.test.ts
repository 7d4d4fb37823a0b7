import { expect, test } from 'vitest'
import { catalogue } from '#app/locales/catalogue.ts'
import { brandStyle } from '#app/ui/brand-style.ts'
import { PAIRINGS, pairingOf } from '#app/ui/typefaces.ts'
import { FONTS } from '#tenants/site/brand.ts'
import { LOOKS } from '#tenants/site/looks.ts'

test('every pairing that can be chosen can be set, and has a name', () => {
  expect(PAIRINGS.map(({ id }) => id)).toEqual([...FONTS])
  for (const id of FONTS) expect(catalogue('en').exists(`brand.fonts.names.${id}`), id).toBe(true)
})

test('a pairing of a later release is set as a new school is', () => {
  expect(pairingOf('of-tomorrow')).toBe(PAIRINGS[0])
})

test('looks differ in more than their colour', () => {
  expect(new Set(LOOKS.map(({ fonts }) => fonts)).size).toBe(LOOKS.length)
  expect(brandStyle({ ...LOOKS[0]!, corners: 'sharp' })['--corners']).toBe('0')
})
