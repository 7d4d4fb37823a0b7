import { existsSync } from 'node:fs'
import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { log } from '#lib/log.ts'
import { type Errands, errands } from '#tests/setup/errands.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { until } from '#tests/setup/server.ts'
import { TestWorker } from '#tests/setup/worker.ts'
import { bullmqTransport } from './bullmq.ts'
import { inProcessTransport } from './in-process.ts'
import type { Transport } from './transport.ts'

// What holds for every transport, on real work.

let redis: TestRedis
let work: Errands
const errand: Errands['errand'] = (...about) => work.errand(...about)
beforeAll(async () => {
  work = await errands()
  redis = await TestRedis.start()
})
afterAll(async () => {
  await redis.remove()
  await work.remove()
})

interface Stage {
  readonly transport: Transport
  readonly workDir: string
  close(): Promise<void>
}

const stages: Record<string, () => Promise<Stage>> = {
  async 'in process'() {
    const workDir = await mkdtemp(join(work.folder, 'work-'))
    const transport = inProcessTransport(workDir, { heavy: 1, light: 2 })
    await transport.reap()
    return { transport, workDir, close: () => transport.close() }
  },
  async 'through redis'() {
    const worker = await TestWorker.start(redis.url, { localFiles: true })
    const transport = bullmqTransport({ url: redis.url, log })
    await transport.reap()
    return {
      transport,
      workDir: worker.workDir,
      async close() {
        await transport.close()
        await worker.remove()
      },
    }
  },
}

describe.each(Object.entries(stages))('%s', (_name, open) => {
  let stage: Stage
  let transport: Transport
  beforeAll(async () => {
    stage = await open()
    transport = stage.transport
  })
  afterAll(() => stage.close())

  test('an attempt is performed and its result comes back', async () => {
    const one = errand('picture')
    const outcome = await transport.perform(one)
    expect(outcome).toMatchObject({ done: true, output: { width: 400, height: 300, variants: [{ name: '100.webp' }] } })
    expect(existsSync(join(one.sink, '100.webp'))).toBe(true)
    await transport.forget(one.id)
  })

  test('what another try cannot mend comes back with its code', async () => {
    const one = errand('text')
    expect(await transport.perform(one)).toMatchObject({ done: false, failure: { permanent: true, code: 'media.not_image' } })
    await transport.forget(one.id)
  })

  test('a kind nobody there knows is a failure that another try may mend', async () => {
    const one = { ...errand('picture'), kind: 'media.unheard_of' }
    expect(await transport.perform(one)).toMatchObject({ done: false, failure: { permanent: false } })
    await transport.forget(one.id)
  })

  test('how far it is is heard, something light does not wait behind it, and cancelled it ends without a trace', async () => {
    let share = 0
    const long = errand('film', (now) => {
      share = now
    })
    const ended = transport.perform(long)
    await until('it gets on', () => share > 0)
    const light = errand('picture')
    expect((await transport.perform(light)).done).toBe(true)
    transport.cancel(long.id)
    expect(await ended).toEqual({ done: false, failure: 'interrupted' })
    expect(share).toBeLessThan(1)
    expect(await readdir(stage.workDir)).toEqual([])
    await transport.forget(long.id)
    await transport.forget(light.id)
  })

  test('of attempts it never heard of it says so', async () => {
    expect(await transport.adopt(errand('picture'))).toBeUndefined()
  })

  test('closed in the middle, it says what becomes of the attempt', async () => {
    let share = 0
    const one = errand('film', (now) => {
      share = now
    })
    const ended = transport.perform(one)
    await until('it gets on', () => share > 0)
    await stage.close()
    const outcome = await ended
    expect(!outcome.done && ['interrupted', 'handed_on']).toContain(!outcome.done && outcome.failure)
    expect(await readdir(stage.workDir).catch(() => [])).toEqual([])
  })
})
