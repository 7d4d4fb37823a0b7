import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { importFile } from '#tenants/media/import-file.ts'
import { assets } from '#tenants/media/schema.ts'
import { FakeFly } from '#tests/fakes/fly/server.ts'
import { FlyWorkers } from '#tests/setup/fly-workers.ts'
import { aFilm, aSchool, openSchools } from '#tests/setup/kit.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { TestServer, until } from '#tests/setup/server.ts'

test('a video is encoded on a machine that the server starts, which rests afterwards and is used again; a server killed in between makes no second', async () => {
  const redis = await TestRedis.start()
  const fly = await FakeFly.start()
  const workers = new FlyWorkers(fly, redis.url)
  const folder = await mkdtemp(join(tmpdir(), 'lectern-machines-'))
  const server = await TestServer.start({
    env: { REDIS_URL: redis.url, ...fly.env, FLY_WORKER_LIMIT: '2', FLY_WORKER_IDLE_MINUTES: '0.05' },
  })
  const schools = openSchools(server.dataDir, server.port)
  onTestFinished(async () => {
    schools.close()
    await server.remove()
    await workers.close()
    await fly.close()
    await redis.remove()
    await rm(folder, { recursive: true, force: true })
  })
  const { tenant, owner } = await aSchool(schools, 'weld')
  const film = await aFilm(folder, { seconds: 6 })
  const isReady = (id: string) => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get())?.state === 'ready'
  /** Fly goes on meanwhile. */
  const becomes = (what: string, so: () => boolean) =>
    until(what, async () => {
      fly.pass(1_000)
      await workers.settle()
      return so()
    })

  const first = await importFile(tenant, owner.id, film, 'video')
  await until('a machine is asked for', () => {
    fly.pass(100)
    return fly.machines.length === 1
  })
  await server.end('SIGKILL')
  await server.boot()
  await becomes('the video is ready', () => isReady(first.id))
  await becomes('the machine rests', () => fly.in('stopped').length === 1)
  const second = await importFile(tenant, owner.id, film, 'video')
  await becomes('the second is ready', () => isReady(second.id))
  await becomes('the machine rests again', () => fly.in('stopped').length === 1)
  expect(fly.machines.map(({ history }) => history.filter((state) => state === 'started').length)).toEqual([2])
  expect(server.logged({ msg: 'machines for workers cannot be had' })).toEqual([])
})
