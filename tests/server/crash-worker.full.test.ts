import { afterAll, beforeAll, test } from 'vitest'
import { TestRedis } from '#tests/setup/redis.ts'
import { TestWorker } from '#tests/setup/worker.ts'
import { type Crashes, crashes } from './crashes.ts'

let redis: TestRedis
let worker: TestWorker
let scene: Crashes
beforeAll(async () => {
  redis = await TestRedis.start()
  scene = await crashes({ REDIS_URL: redis.url })
  worker = await TestWorker.start(redis.url)
})
afterAll(async () => {
  await worker.remove()
  await scene.remove()
  await redis.remove()
})

test('server, worker or redis killed at any moment of an encode elsewhere: ready exactly once', { timeout: 900_000 }, async () => {
  const { server } = scene
  let mend = () => Promise.resolve()
  await scene.survive(
    30,
    async (chance) => {
      const killed = [server, worker, redis][Math.floor(chance * 3)] ?? server
      mend = () => killed.boot()
      await killed.end('SIGKILL')
    },
    () => mend(),
  )
  await scene.expectQuiet([worker.workDir])
})
