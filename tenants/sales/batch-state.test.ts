import { expect, test } from 'vitest'
import { batchState, codeState, expiryInDays } from './batch-state.ts'

/** A day ends twelve hours later in the last place on Earth than by UTC. */
const HALF_DAY = 12 * 3_600_000
const open = { count: 3, used: 1, expiresAt: null, withdrawnAt: null }

test('a batch says the one thing that decides about its codes', () => {
  expect(batchState(open, 100)).toBe('open')
  expect(batchState({ ...open, expiresAt: 100 }, 99 + HALF_DAY)).toBe('open')
  expect(batchState({ ...open, expiresAt: 100 }, 100 + HALF_DAY)).toBe('expired')
  expect(batchState({ ...open, expiresAt: 100, withdrawnAt: 5 }, 100)).toBe('withdrawn')
  expect(batchState({ ...open, used: 3, withdrawnAt: 5 }, 100)).toBe('used_up')
})

test('a used code stays used after its batch is withdrawn or has expired', () => {
  const over = { expiresAt: 50, withdrawnAt: 60 }
  expect(codeState(over, { usedAt: 10 }, 100)).toBe('used')
  expect(codeState(over, { usedAt: null }, 100)).toBe('withdrawn')
  expect(codeState({ ...over, withdrawnAt: null }, { usedAt: null }, 100 + HALF_DAY)).toBe('expired')
  expect(codeState(open, { usedAt: null }, 100)).toBe('unused')
})

test('codes work until the end of the day that is printed on them', () => {
  const expiry = expiryInDays(30, Date.UTC(2026, 10, 20, 14, 3))
  expect(new Date(expiry).toISOString()).toBe('2026-12-20T23:59:59.999Z')
})
