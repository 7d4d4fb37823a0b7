import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outlived } from './retention.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 21, 12)

const shelves = fc
  .array(fc.integer({ min: 0, max: 800 * DAY }).map((ago) => ({ at: NOW - ago })))
  .map((all) => all.sort((a, b) => a.at - b.at))
const left = (all: readonly { at: number }[], now = NOW) => {
  const gone = new Set(outlived(all, now))
  return all.filter((one) => !gone.has(one))
}

test('the newest is never taken, and taking again takes nothing', () => {
  fc.assert(
    fc.property(shelves, (all) => {
      const kept = left(all)
      if (all.length) expect(Math.max(...kept.map(({ at }) => at))).toBe(Math.max(...all.map(({ at }) => at)))
      expect(outlived(kept, NOW)).toEqual([])
    }),
  )
})

test('what was made in the last day stays, and every day of the last month and every month of the last year keeps its last backup', () => {
  const spans: [number, (at: number) => unknown][] = [
    [DAY, (at) => at],
    [31 * DAY, (at) => Math.floor(at / DAY)],
    [366 * DAY, (at) => new Date(at).toISOString().slice(0, 7)],
  ]
  fc.assert(
    fc.property(shelves, (all) => {
      const kept = new Set(left(all).map(({ at }) => at))
      for (const [span, slot] of spans) {
        const young = all.filter(({ at }) => NOW - at < span)
        for (const { at } of young) {
          const last = Math.max(...young.filter((other) => slot(other.at) === slot(at)).map((other) => other.at))
          expect(kept.has(last)).toBe(true)
        }
      }
    }),
  )
})

test('a year of hourly backups becomes some seventy', () => {
  const all: { at: number }[] = []
  let kept: { at: number }[] = []
  for (let hour = 0; hour < 400 * 24; hour++) {
    const now = NOW + hour * HOUR
    all.push({ at: now })
    kept = left([...kept, { at: now }], now)
  }
  expect(kept.length).toBeGreaterThan(24 + 29 + 10)
  expect(kept.length).toBeLessThan(24 + 32 + 14)
  expect(kept.at(-1)).toEqual(all.at(-1))
})

test('a clock that is a year ahead, and makes backups there, leaves hours, days and months of what was there', () => {
  let kept: { at: number }[] = []
  for (let hour = 400 * 24; hour >= 0; hour--) kept = left([...kept, { at: NOW - hour * HOUR }], NOW - hour * HOUR)
  const before = kept.at(-1)?.at
  const ahead = NOW + 366 * DAY
  for (let hour = 0; hour < 3; hour++) kept = left([...kept, { at: ahead + hour * HOUR }], ahead + hour * HOUR)
  const real = kept.filter(({ at }) => at <= NOW)
  expect(real.at(-1)?.at).toBe(before)
  expect(new Set(real.map(({ at }) => Math.floor(at / DAY))).size).toBeGreaterThanOrEqual(6)
  expect(NOW - (real[0]?.at ?? NOW)).toBeGreaterThan(20 * DAY)
})
