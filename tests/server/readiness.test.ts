import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { freePort, TestServer, until } from '#tests/setup/server.ts'

async function started(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await TestServer.start({ env })
  onTestFinished(() => server.remove())
  return server
}

const readiness = async (server: TestServer) => {
  const { status, text } = await server.ask('any.host.at.all', '/readyz')
  return { status, ...(JSON.parse(text) as { ready: boolean; missing: string[]; impaired: string[] }) }
}

const WELL = { status: 200, ready: true, missing: [], impaired: [] }

test('a server that can work is ready, and one whose registry is gone is not', async () => {
  const server = await started()
  expect(await readiness(server)).toEqual(WELL)
  const file = join(server.dataDir, 'platform.db')
  await rename(file, `${file}.gone`)
  expect(await readiness(server)).toEqual({ status: 503, ready: false, missing: ['registry'], impaired: [] })
  await rename(`${file}.gone`, file)
  expect(await readiness(server)).toEqual(WELL)
})

test('told to stop, it says so at once, and answers people until a balancer has heard it', async () => {
  const server = await started({ DRAIN_SECONDS: '3' })
  const ended = server.end('SIGTERM')
  await until('it says that it stops', async () => (await readiness(server)).status === 503)
  expect((await readiness(server)).missing).toEqual(['serving'])
  expect((await server.ask(server.platform, urls.platform.home())).status).toBe(200)
  expect((await server.ask(server.platform, '/healthz')).status).toBe(200)
  expect(await ended).toBe(0)
})

test('it waits for its queue once; a queue that goes away later is named and takes nobody’s school away', async () => {
  const redis = await TestRedis.start()
  onTestFinished(() => redis.remove())
  await redis.end()
  const server = await started({ REDIS_URL: redis.url })
  expect(await readiness(server)).toEqual({ status: 503, ready: false, missing: ['queue'], impaired: [] })
  await redis.boot()
  await until('it is ready', async () => (await readiness(server)).status === 200)
  await redis.end()
  await until('the queue is named', async () => (await readiness(server)).impaired.includes('queue'))
  expect(await readiness(server)).toEqual({ ...WELL, impaired: ['queue'] })
})

test('a server that never reached its bucket is not ready', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`
  const keys = { S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' }
  const server = await started({ S3_ENDPOINT: nobody, S3_BUCKET: 'films', S3_REGION: 'auto', S3_PATH_STYLE: '1', ...keys })
  expect(await readiness(server)).toEqual({ status: 503, ready: false, missing: ['storage'], impaired: [] })
  expect((await server.ask(server.platform, '/healthz')).status).toBe(200)
})
