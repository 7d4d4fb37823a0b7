import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { anOwner, aSchool, openSchools, PASSWORD } from '#tests/setup/kit.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { TestServer, until } from '#tests/setup/server.ts'
import { TestWorker } from '#tests/setup/worker.ts'

let redis: TestRedis
let server: TestServer
beforeAll(async () => {
  redis = await TestRedis.start()
  server = await TestServer.start({ env: { REDIS_URL: redis.url } })
})
afterAll(async () => {
  await server.remove()
  await redis.remove()
})

test('who waits for a job is told that nobody is there, that redis is away, and when all is well nothing', async () => {
  const schools = openSchools(server.dataDir, server.port)
  await aSchool(schools, 'weld', await anOwner(schools, 'mara@school.test'))
  schools.close()
  const signedIn = await server.ask(server.platform, urls.platform.signIn(), { form: { email: 'mara@school.test', password: PASSWORD } })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
  const page = async () => (await server.ask(server.platform, urls.dashboard.jobs('weld'), { cookie })).text
  const says = (what: string) => until(`it says “${what}”`, async () => (await page()).includes(what))

  await says('Nobody is there to prepare files')
  const worker = await TestWorker.start(redis.url)
  await until('it says nothing', async () => !/Nobody is there|can be prepared at this moment/.test(await page()))
  await redis.end()
  await says('Nothing can be prepared at this moment')
  // Nothing else of the school waits for Redis.
  expect((await server.ask(server.platform, urls.dashboard.courses('weld'), { cookie })).status).toBe(200)
  await redis.boot()
  await until('it says nothing again', async () => !/Nobody is there|can be prepared at this moment/.test(await page()))
  await worker.remove()
})

test('a server that starts while redis is away starts, says so, and stops when it is told to', async () => {
  await redis.end()
  const other = await TestServer.start({ env: { REDIS_URL: redis.url } })
  expect((await other.ask(other.platform, '/healthz')).status).toBe(200)
  expect(await other.end('SIGTERM')).toBe(0)
  await other.remove()
  await redis.boot()
})
