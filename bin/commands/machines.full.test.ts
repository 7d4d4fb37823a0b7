import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flyMachines } from '#integrations/machines/fly.ts'
import { guestOf } from '#lib/machine-size.ts'
import { FakeFly } from '#tests/fakes/fly/server.ts'
import { FlyWorkers } from '#tests/setup/fly-workers.ts'
import { lectern } from '#tests/setup/lectern.ts'
import { TestRedis } from '#tests/setup/redis.ts'

let redis: TestRedis
let fly: FakeFly
let dataDir: string
/** A minute after the last one, as Fly counts them. */
const ask = (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  fly.pass(60_000)
  return lectern(dataDir, args, { env: { REDIS_URL: redis.url, ...fly.env, ...more } })
}
beforeAll(async () => {
  redis = await TestRedis.start()
  fly = await FakeFly.start()
  dataDir = await mkdtemp(join(tmpdir(), 'lectern-machines-'))
})
afterAll(async () => {
  await fly.close()
  await redis.remove()
  await rm(dataDir, { recursive: true, force: true })
})

test('an operator sees the machines, and what their workers are at', async () => {
  const { id } = await flyMachines(fly.options).create({
    ...{ name: 'lectern-worker-1', size: 'small', guest: guestOf('performance-2x')!, diskGb: 8, env: {} },
  })
  const workers = new FlyWorkers(fly, redis.url)
  await workers.settle()
  const { out } = await ask(['machines', 'list'])
  expect(out.split('\n')[1]).toMatch(new RegExp(`^lectern-worker-1 +${id} +started +small +fra +current +idle for 0 min$`))
  expect((await ask(['--json', 'machines', 'list'])).json).toMatchObject([{ id, state: 'started', worker: 'idle for 0 min' }])
  await workers.close()
  const away = await ask(['machines', 'list'], { REDIS_URL: 'redis://127.0.0.1:1' })
  expect([away.out, away.err]).toEqual([expect.stringMatching(/unknown\n$/), expect.stringContaining('Redis cannot be asked')])
})

test('what is wrong with token or app is said in a sentence', async () => {
  const refused = await ask(['machines', 'list'], { FLY_API_TOKEN: 'another' })
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^Fly refuses FLY_API_TOKEN \(401\).*tokens create deploy --app lectern-workers\n$/),
  })
  expect((await ask(['doctor'], { FLY_API_TOKEN: 'another' })).out).toMatch(/^BAD {2}machines: Fly refuses FLY_API_TOKEN/m)
  expect((await ask(['doctor'], { FLY_WORKER_APP: 'nobodys' })).out).toMatch(/^BAD {2}machines: Fly knows no app nobodys/m)
  expect((await ask(['doctor'])).out).toMatch(/^ok {3}machines: 1 of at most 3 in lectern-workers/m)
})
