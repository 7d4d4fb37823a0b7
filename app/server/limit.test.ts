import { expect, test } from 'vitest'
import { TooManyTries } from '#tenants/people/failures.ts'
import { Limit } from './limit.ts'

test('so many are allowed, each key has its own, and what is given back can be spent again', async () => {
  const limit = new Limit(2, 60)
  await limit.spend('a')
  await limit.spend('a')
  await expect(limit.spend('a')).rejects.toBeInstanceOf(TooManyTries)
  await expect(limit.check('a')).rejects.toBeInstanceOf(TooManyTries)
  await limit.spend('b')
  await limit.forget('a')
  await limit.spend('a')
  await limit.giveBack('a')
  await limit.spend('a')
  await limit.spend('a')
  await expect(limit.spend('a')).rejects.toMatchObject({ retryAfter: expect.any(Number) })
})

test('looking costs nothing', async () => {
  const limit = new Limit(1, 60)
  for (let n = 0; n < 5; n++) await limit.check('a')
  await limit.count('a')
  await expect(limit.check('a')).rejects.toBeInstanceOf(TooManyTries)
})

test('however many keys are made up, only the newest are kept', async () => {
  const limit = new Limit(1, 60, 10)
  for (let n = 0; n < 50; n++) await limit.spend(`${'long '.repeat(1_000)}${n}`)
  expect(limit.size).toBe(10)
  await expect(limit.spend(`${'long '.repeat(1_000)}49`)).rejects.toBeInstanceOf(TooManyTries)
})
