import { expect, test } from 'vitest'
import { ClockWatch } from './clock.ts'

const DAY = 86_400_000

test('a clock that runs, slower or faster than the other, was not set', () => {
  const watch = new ClockWatch(1_000_000, 0)
  expect(watch.moved(1_001_000, 1_000)).toBe(0)
  expect(watch.moved(1_061_900, 61_000)).toBe(0)
  // Away for a day: both went on.
  expect(watch.moved(1_061_900 + DAY, 61_000 + DAY)).toBe(0)
})

test('one that was set says by how much, once', () => {
  const watch = new ClockWatch(DAY, 0)
  expect(watch.moved(0, 1_000)).toBe(-DAY - 1_000)
  expect(watch.moved(1_000, 2_000)).toBe(0)
  expect(watch.moved(2_000 + DAY, 3_000)).toBe(DAY)
})
