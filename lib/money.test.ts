import { describe, expect, test } from 'vitest'
import { currencySign, minorUnits, typedPrice } from './money.ts'

describe('a price as people type it', () => {
  test.each([
    ['240', 'USD', 24_000],
    ['89.50', 'USD', 8_950],
    ['89,5', 'EUR', 8_950],
    ['1,200', 'USD', 120_000],
    ['1.200,00', 'EUR', 120_000],
    ['$ 49', 'USD', 4_900],
    ['49 €', 'EUR', 4_900],
    ['1,200 EUR', 'EUR', 120_000],
    ['PLN 49', 'PLN', 4_900],
    ['0', 'USD', 0],
    ['1200', 'JPY', 1_200],
  ])('%s in %s is %i minor units', (typed, currency, minor) => {
    expect(minorUnits(typed, currency)).toBe(minor)
  })

  test.each([
    ['', 'USD'],
    ['free', 'USD'],
    ['49 EUR', 'USD'],
    ['-5', 'USD'],
    ['12.345.6', 'USD'],
    ['1,20,0', 'USD'],
    ['12.50', 'JPY'],
    ['99999999', 'USD'],
  ])('“%s” in %s is no price', (typed, currency) => {
    expect(minorUnits(typed, currency)).toBeUndefined()
  })

  test('comes back into the field as it would be typed', () => {
    expect([typedPrice(24_000, 'USD'), typedPrice(8_950, 'USD'), typedPrice(1_200, 'JPY'), typedPrice(0, 'EUR')]).toEqual([
      '240',
      '89.50',
      '1200',
      '0',
    ])
  })
})

test('a currency has a sign, or its code where there is none', () => {
  expect(['USD', 'EUR', 'CHF'].map(currencySign)).toEqual(['$', '€', 'CHF'])
})
