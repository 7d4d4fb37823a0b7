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

test('a worker that is killed is reaped with its machine, and its job goes on elsewhere', async () => {
  const { fly, workers, transport } = stage
  const fleet = stage.fleet()
  let begun = false
  const film = work.errand('film', () => {
    begun = true
  })
  const cut = transport.perform(film)
  await stage.waits(1)
  await stage.round(fleet)
  await workers.settle()
  await until('it is at work', () => begun)
  await workers.kill(fly.machines[0]!)
  expect(await cut).toEqual({ done: false, failure: 'lost' })
  await transport.forget(film.id)
  await until('it is not heard any more', async () => (await transport.crew()).workers.length === 0)
  const again = work.errand('picture')
  const elsewhere = transport.perform(again)
  for (let ms = 0; ms <= LOST_MS; ms += 1_000) await stage.round(fleet)
  expect(fly.machines[0]!.state).toBe('destroying')
  await workers.settle()
  await stage.round(fleet)
  await workers.settle()
  expect(await elsewhere).toMatchObject({ done: true })
  expect(fly.machines.map(({ state }) => state)).toEqual(['destroyed', 'started'])
  await transport.forget(again.id)
})
