import { expect, test } from 'vitest'
import { day, duration, longDay, relative, today } from './moments.ts'
import { money } from './money.tsx'

const NOON = Date.UTC(2026, 10, 20, 12)
const ago = (milliseconds: number) => relative(NOON - milliseconds, NOON, 'en', 'UTC')

test('a length names its units, whether it is seconds, minutes or hours', () => {
  expect([0, 30, 59, 60, 321, 3_569].map(duration)).toEqual(['0 s', '30 s', '59 s', '1 min', '5 min', '59 min'])
  expect([3_599, 3_600, 4_080, 19_260, 7_199].map(duration)).toEqual(['1 h', '1 h', '1 h 8 min', '5 h 21 min', '2 h'])
})

test('a moment reads relative within a week, and as a date beyond it', () => {
  expect(ago(1_000)).toBe('now')
  expect(ago(12_000)).toBe('12 seconds ago')
  expect(ago(90_000)).toBe('1 minute ago')
  expect(ago(26 * 3_600_000)).toBe('yesterday')
  expect(relative(NOON + 3 * 86_400_000, NOON, 'en', 'UTC')).toBe('in 3 days')
  expect(ago(8 * 86_400_000)).toBe('Nov 12')
  expect(ago(400 * 86_400_000)).toBe('Oct 16, 2025')
})

test('a date follows the language and the zone it is asked in', () => {
  const lateEvening = Date.UTC(2026, 11, 2, 23, 30)
  expect(day(lateEvening, NOON, 'en-GB', 'UTC')).toBe('2 Dec')
  expect(day(lateEvening, NOON, 'en-GB', 'Europe/Amsterdam')).toBe('3 Dec')
})

test('money knows its currency’s minor unit and drops even decimals', () => {
  expect(money(24000, 'USD')).toBe('$240')
  expect(money(24050, 'USD')).toBe('$240.50')
  expect(money(1200, 'JPY')).toBe('¥1,200')
  expect(money(1250, 'KWD', 'en')).toMatch(/1\.250$/)
})

test('a day is written alike wherever it stands, as a line, a heading or the day it is', () => {
  const at = Date.UTC(2026, 10, 12, 9)
  expect([day(at, null, 'en', 'UTC'), longDay(at, 'en', 'UTC'), today(at, 'en', 'UTC')]).toEqual([
    'Nov 12, 2026',
    'November 12, 2026',
    'Thursday, November 12',
  ])
  expect([longDay(at, 'de', 'UTC'), today(at, 'de', 'UTC')]).toEqual(['12. November 2026', 'Donnerstag, 12. November'])
})
