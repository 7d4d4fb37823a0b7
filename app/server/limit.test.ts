import { afterEach, expect, test, vi } from 'vitest'
import { TooManyTries } from '#tenants/people/failures.ts'
import { Limit } from './limit.ts'

const NOW = 1_000_000
const DAY = 86_400_000

afterEach(() => void vi.useRealTimers())

test('so many are allowed, each key has its own, and what is given back can be spent again', () => {
  const limit = new Limit(2, 60)
  limit.spend('a')
  limit.spend('a')
  expect(() => limit.spend('a')).toThrow(TooManyTries)
  expect(() => limit.check('a')).toThrow(TooManyTries)
  limit.spend('b')
  limit.giveBack('a')
  limit.spend('a')
  limit.forget('a')
  limit.spend('a')
  limit.spend('a')
  expect(() => limit.spend('a')).toThrow(TooManyTries)
})

test('looking costs nothing, and neither does being refused', () => {
  const limit = new Limit(1, 60)
  for (let n = 0; n < 5; n++) limit.check('a')
  limit.count('a')
  for (let n = 0; n < 5; n++) expect(() => limit.spend('a')).toThrow(TooManyTries)
  limit.giveBack('a')
  limit.spend('a')
})

test('the time counts from the first, and says how long is left', () => {
  const limit = new Limit(2, 60)
  limit.spend('a', NOW)
  limit.spend('a', NOW + 50_000)
  expect(() => limit.spend('a', NOW + 51_000)).toThrow(expect.objectContaining({ retryAfter: 9 }))
  limit.spend('a', NOW + 60_000)
})

test('however many keys are made up, only the newest are kept', () => {
  const limit = new Limit(1, 60, 10)
  for (let n = 0; n < 50; n++) limit.spend(`${'long '.repeat(1_000)}${n}`)
  expect(limit.size).toBe(10)
  expect(() => limit.spend(`${'long '.repeat(1_000)}49`)).toThrow(TooManyTries)
})

test.each([-DAY, DAY])('a clock that is set by %i ms neither prolongs a wait nor ends it', (jump) => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const limit = new Limit(1, 60)
  limit.spend('a')
  vi.setSystemTime(Date.now() + jump)
  expect(() => limit.spend('a')).toThrow(TooManyTries)
  vi.advanceTimersByTime(61_000)
  limit.spend('a')
})
