import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { log } from '#lib/log.ts'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { type Errands, errands } from '#tests/setup/errands.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { until } from '#tests/setup/server.ts'
import { TestWorker } from '#tests/setup/worker.ts'
import { attemptQueue, MOST_OUTCOME, OUTCOMES, OutcomeData, PREFIX, workerKey, workerSet } from './transports/attempt-queue.ts'
import { bullmqTransport } from './transports/bullmq.ts'
import type { Transport } from './transports/transport.ts'

// What somebody who can write to Redis, or a worker that is not ours any more, can do to the others.

let redis: TestRedis
let client: Redis
let work: Errands
beforeAll(async () => {
  redis = await TestRedis.start()
  client = new Redis(redis.url)
  work = await errands()
})
afterAll(async () => {
  client.disconnect()
  await redis.remove()
  await work.remove()
})
beforeEach(() => redis.flush())
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

function queue(name: string): Queue {
  const made = new Queue(name, { connection: { url: redis.url }, prefix: PREFIX })
  opened.push(made)
  return made
}
async function aWorker(localFiles: boolean): Promise<TestWorker> {
  const worker = await TestWorker.start(redis.url, { localFiles })
  opened.push({ close: () => worker.remove() })
  return worker
}
async function leading(): Promise<Transport> {
  const transport = bullmqTransport({ url: redis.url, log })
  opened.push(transport)
  await transport.reap()
  return transport
}
const outcomeOf = (outcomes: Queue, id: string) => until(`${id} has ended`, async () => (await outcomes.getJob(id))?.data as OutcomeData)

test('an attempt whose name is a path deletes no folder of the worker', async () => {
  const worker = await aWorker(true)
  const victim = join(worker.workDir, '..', `victim-${Date.now()}`)
  await mkdir(victim)
  opened.push({ close: () => rm(victim, { recursive: true, force: true }) })
  const id = `../${victim.split('/').at(-1)}`
  await queue(attemptQueue('light')).add('nothing', { kind: 'nothing', input: {}, silenceMs: 1_000 }, { jobId: id })
  expect(await outcomeOf(queue(OUTCOMES), id)).toMatchObject({ done: false, failure: { permanent: true } })
  expect(existsSync(victim)).toBe(true)
})

test('an attempt that names files of the worker’s machine is refused', async () => {
  await aWorker(false)
  const { id, kind, input, silenceMs, sink } = work.errand('picture')
  await queue(attemptQueue('light')).add(kind, { kind, input, silenceMs }, { jobId: id })
  expect(await outcomeOf(queue(OUTCOMES), id)).toMatchObject({ done: false, failure: { permanent: true } })
  expect(existsSync(sink)).toBe(false)
})

test('an outcome too large to be one, a card that cannot be read and a school that cannot say hold up no other attempt', async () => {
  const outcomes = queue(OUTCOMES)
  await outcomes.add('outcome', { done: true, output: 'x'.repeat(MOST_OUTCOME) }, { jobId: 'school_2-giant-1' })
  await client.sadd(workerSet, 'bad')
  await client.set(workerKey('bad'), 'no card')
  await aWorker(true)
  const transport = await leading()
  const asked: string[] = []
  transport.onLate(async (id) => {
    asked.push(id)
    return false
  })
  const one = work.errand('picture')
  expect(await transport.perform(one)).toMatchObject({ done: true })
  expect(asked).toContain('school_2-giant-1')
  const giant = { ...work.errand('picture'), id: 'school_2-giant-1' }
  const adopted = await transport.adopt(giant)
  expect(await adopted?.outcome).toMatchObject({ done: false, failure: { code: 'jobs.failed' } })
  await transport.forget(one.id)
})

test('what a failure is called, and what a video is said to be, has bounds', () => {
  const failure = { permanent: true, code: 'x'.repeat(3_000_000), detail: '' }
  expect(OutcomeData.safeParse({ done: false, failure }).success).toBe(false)
  const rendition = { name: '720p', width: 1280, height: 720, bandwidth: 1, codecs: 'avc1', segments: 1, bytes: 1 }
  const video = { seconds: 20, width: 1280, height: 720, hasAudio: true, renditions: [rendition], bytes: 1 }
  expect(encodeVideo.output.safeParse(video).success).toBe(true)
  for (const wrong of [{ seconds: 1e300 }, { width: -1 }, { renditions: [{ ...rendition, name: '<img src=x>' }] }])
    expect(encodeVideo.output.safeParse({ ...video, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
})
