import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { log } from '#lib/log.ts'
import { rootPath } from '#lib/paths.ts'
import { errands } from '#tests/setup/errands.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { bullmqTransport } from '#workers/transports/bullmq.ts'

// There need not be a Docker on this machine: what the worker's image holds is run without one.

const run = promisify(execFile)

test('a worker runs from what is packed for its image, far from everything else, and performs; no database is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-image-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await run(process.execPath, [rootPath('bin/pack-worker.js'), folder])
  const packages = await readdir(join(folder, 'node_modules'))
  expect(packages).toEqual(expect.arrayContaining(['bullmq', 'sharp', 'zod']))
  expect(packages.filter((name) => /sqlite|drizzle|express|react|remix|vite/.test(name))).toEqual([])

  const redis = await TestRedis.start()
  const work = await errands()
  const { PATH, NODE_ENV } = process.env
  const env = { PATH, NODE_ENV, REDIS_URL: redis.url, WORK_DIR: join(folder, 'work'), LOCAL_FILES: 'yes' }
  const worker = spawn(process.execPath, ['build/bin/worker.js'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  const transport = bullmqTransport({ url: redis.url, log })
  await transport.reap()
  onTestFinished(async () => {
    await transport.close()
    const gone = once(worker, 'exit')
    worker.kill('SIGTERM')
    await gone
    await redis.remove()
    await work.remove()
  })
  expect(await transport.perform(work.errand('picture'))).toMatchObject({ done: true, output: { variants: [{ name: '100.webp' }] } })
})
