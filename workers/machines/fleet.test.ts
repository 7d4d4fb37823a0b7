import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Errands, errands } from '#tests/setup/errands.ts'
import { FleetStage } from '#tests/setup/fleet-stage.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { until } from '#tests/setup/server.ts'
import { LOST_MS } from './decide.ts'

let redis: TestRedis
let work: Errands
let stage: FleetStage
beforeAll(async () => {
  work = await errands()
  redis = await TestRedis.start()
})
afterAll(async () => {
  await redis.remove()
  await work.remove()
})
beforeEach(async () => {
  stage = await FleetStage.open(redis)
})
afterEach(() => stage.close())

test('from nothing: a machine is made for what waits, stopped without work, and started again for the next', async () => {
  const { fly, workers, transport } = stage
  const fleet = stage.fleet({ FLY_WORKER_IDLE_MINUTES: '0' })
  await stage.round(fleet)
  expect(fly.machines).toEqual([])

  const first = work.errand('picture')
  const done = transport.perform(first)
  await until('it waits', async () => (await transport.crew()).light === 1)
  // A server that is restarted at any moment, or relieved by another one, makes no second.
  await Promise.all([stage.fleet().round(), stage.round(fleet)])
  await stage.round(stage.fleet())
  expect(fly.there).toHaveLength(1)
  await workers.settle()
  expect(await done).toMatchObject({ done: true })
  await transport.forget(first.id)
  await until('it is stopped', async () => {
    await stage.round(fleet)
    return fly.in('stopping').length === 1
  })
  await workers.settle()
  await stage.round(fleet)
  expect(fly.machines[0]!.history.at(-1)).toBe('stopped')

  let begun = false
  const film = work.errand('film', () => (begun = true))
  const cut = transport.perform(film)
  await stage.waits(1)
  await stage.round(fleet)
  expect(fly.machines.map(({ state }) => state)).toEqual(['starting'])
  await workers.settle()
  await until('it is at work', () => begun)
  await stage.round(fleet)
  expect(fly.in('started')).toHaveLength(1)
  transport.cancel(film.id)
  expect(await cut).toEqual({ done: false, failure: 'interrupted' })
  await transport.forget(film.id)
})

test('lost answers, limits of Fly’s and refusals make no second machine for one job, and no more than allowed', async () => {
  const { fly, transport } = stage
  const fleet = stage.fleet()
  const films = [work.errand('film'), work.errand('film'), work.errand('film')]
  for (const film of films) void transport.perform(film)
  await stage.waits(3)
  fly.trouble('create', 'answer_lost', 'answer_lost', 'answer_lost', 'answer_lost')
  fly.trouble('list', { status: 429, retryAfter: 1 }, { status: 500 })
  await stage.round(fleet)
  for (let n = 0; n < 5; n++) await stage.round(n % 2 ? fleet : stage.fleet())
  expect(fly.there.map(({ name }) => name)).toEqual(['lectern-worker-1', 'lectern-worker-2'])
  for (const film of films) transport.cancel(film.id)
  await stage.waits(0)
})

test('a size has its own machines: what needs a large one waits for it, whoever is idle', async () => {
  const { fly, transport } = stage
  const small = work.errand('film')
  void transport.perform(small)
  void transport.perform({ ...work.errand('film'), id: 'school_1-large-1', size: 'large' })
  await stage.waits(2)
  await stage.round(stage.fleet({ FLY_WORKER_SIZES: 'performance-1x,30:performance-4x' }))
  expect(fly.machines.map(({ config }) => [config.env?.WORKER_SIZE, config.guest.cpus, config.rootfs?.size_gb])).toEqual([
    ['small', 1, 8],
    ['large', 4, 50],
  ])
  for (const id of [small.id, 'school_1-large-1']) transport.cancel(id)
  await stage.waits(0)
})

test('what is left of an old image goes; where a host has no room a machine is made elsewhere; who holds a lease is waited for', async () => {
  const { fly, transport } = stage
  void transport.perform({ ...work.errand('film'), id: 'school_1-room-1' })
  await stage.waits(1)
  await stage.round(stage.fleet())
  fly.settle()
  const [first] = fly.machines
  first!.go('stopped')
  fly.trouble('start', { status: 412, error: 'could not reserve resource for machine: insufficient memory' })
  first!.takeLease('somebody@fly.io', 30)
  await stage.round(stage.fleet())
  expect(first!.state, 'somebody is at it').toBe('stopped')
  fly.pass(30_000)
  await stage.round(stage.fleet())
  expect(first!.state).toBe('destroying')
  fly.settle()
  await stage.round(stage.fleet())
  expect(fly.there).toHaveLength(1)
  transport.cancel('school_1-room-1')
  await stage.waits(0)
  fly.settle()
  fly.there[0]!.go('stopped')
  await stage.round(stage.fleet({}, 'registry.fly.io/lectern-workers:v2'))
  fly.settle()
  expect(fly.there).toEqual([])
})

test('nothing is touched while redis is away, and it is said when Fly gives nothing', async () => {
  const { fly, transport } = stage
  const fleet = stage.fleet()
  void transport.perform({ ...work.errand('film'), id: 'school_1-away-1' })
  await stage.waits(1)
  const refused = { status: 401 }
  fly.trouble('list', refused)
  await stage.round(fleet)
  expect([fleet.isInTrouble, fly.there.length]).toEqual([true, 0])
  await stage.round(fleet)
  expect([fleet.isInTrouble, fly.there.length]).toEqual([false, 1])
  fly.settle()
  await redis.end()
  await until('it is away', () => transport.trouble() === 'unreachable')
  for (let ms = 0; ms <= 2 * LOST_MS; ms += 1_000) await stage.round(fleet)
  await redis.boot()
  await until('it is back', () => transport.trouble() === undefined)
  await stage.round(fleet)
  expect(fly.machines[0]!.state, 'nobody was silent while nobody could be heard').toBe('started')
})
