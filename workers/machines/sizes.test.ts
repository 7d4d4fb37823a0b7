import { expect, test } from 'vitest'
import { readEnv } from '#lib/env.ts'
import { guestFor, sizeFor } from './sizes.ts'

const env = (more: Readonly<Record<string, string>> = {}) => {
  const needed = { REDIS_URL: 'redis://localhost', FLY_API_TOKEN: 'token', FLY_WORKER_APP: 'workers', FLY_WORKER_IMAGE: 'image' }
  return readEnv({ NODE_ENV: 'test', ...needed, ...more }).machines!
}
const minutes = (n: number) => ({ seconds: n * 60, bytes: 1e8 })

test('a longer source gets a larger machine, as far as the plan allows', () => {
  const sizes = env({ FLY_WORKER_PLANS: 'free:medium,tiny:small' })
  const of = (plan: string, n: number) => sizeFor(sizes, plan, minutes(n))
  expect([0, 29, 30, 119, 120, 700].map((n) => of('pro', n))).toEqual(['small', 'small', 'medium', 'medium', 'large', 'large'])
  expect([of('free', 700), of('tiny', 700), of('tiny', 1)]).toEqual(['medium', 'small', 'small'])
})

test('where nobody has read the length its bytes tell it, and a source always fits on the disk', () => {
  const of = (bytes: number, plan = 'pro') => sizeFor(env(), plan, { seconds: null, bytes })
  expect([of(3e8), of(2e9), of(5e9)]).toEqual(['small', 'medium', 'large'])
  expect(sizeFor(env(), 'free', { seconds: 60, bytes: 30e9 }), 'whatever the plan').toBe('large')
  expect(sizeFor(env(), 'free', { seconds: 60, bytes: 6e9 })).toBe('medium')
  expect(sizeFor(env(), 'pro', undefined)).toBe('small')
})

test('a size is made of what is configured, or of the largest there is below it', () => {
  const few = env({ FLY_WORKER_SIZES: 'shared-cpu-4x,60:performance-16x' })
  expect(guestFor(few, 'small')).toEqual({ cpuKind: 'shared', cpus: 4, memoryMb: 1024 })
  expect(guestFor(few, 'large')).toEqual({ cpuKind: 'performance', cpus: 16, memoryMb: 32_768 })
  expect(guestFor(env(), 'large').cpus).toBe(8)
})
