import { readdir } from 'node:fs/promises'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { log } from '#lib/log.ts'
import { type Errands, errands, FILM_WIDTH } from '#tests/setup/errands.ts'
import { TestRedis } from '#tests/setup/redis.ts'
import { until } from '#tests/setup/server.ts'
import { TestWorker } from '#tests/setup/worker.ts'
import { OUTCOMES, PREFIX } from './attempt-queue.ts'
import { bullmqTransport } from './bullmq.ts'
import type { Errand, Outcome, Transport } from './transport.ts'

// What becomes of attempts when processes, workers and Redis go and come back.

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
beforeEach(() => redis.flush())
const opened: { close(): Promise<void> }[] = []
const open = (silentMs?: number) => {
  const transport = bullmqTransport({ url: redis.url, log, ...(silentMs ? { silentMs } : {}) })
  opened.push(transport)
  return transport.reap().then(() => transport)
}
const aWorker = async () => {
  const worker = await TestWorker.start(redis.url, { localFiles: true })
  opened.push({ close: () => worker.remove() })
  return worker
}
const closeAll = async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
}
const outcomesLeft = async () => {
  const connection = { url: redis.url }
  const queue = new Queue(OUTCOMES, { connection, prefix: PREFIX })
  const left = await queue.getWaitingCount()
  await queue.close()
  return left
}
/** Perform, and wait until it is at work. */
async function begun(transport: Transport): Promise<{ one: Errand; ended: Promise<Outcome> }> {
  let isBegun = false
  const one = errand('film', () => {
    isBegun = true
  })
  const ended = transport.perform(one)
  await until('a worker is at it', () => isBegun)
  return { one, ended }
}

test('an attempt outlives the process that handed it over, and its result waits for the next one', async () => {
  await aWorker()
  const first = await open()
  const { one, ended } = await begun(first)
  await first.close()
  expect(await ended).toEqual({ done: false, failure: 'handed_on' })
  await until('its result waits', async () => (await outcomesLeft()) > 0)
  const second = await open()
  const adopted = await until('it is known', () => second.adopt(one).catch(() => undefined))
  expect(await adopted.outcome).toMatchObject({ done: true, output: { width: FILM_WIDTH } })
  await second.forget(one.id)
  expect(await second.adopt(one)).toBeUndefined()
  expect(await outcomesLeft()).toBe(0)
  await closeAll()
})

test('redis goes and comes back in the middle: the same attempt ends well', async () => {
  await aWorker()
  const transport = await open(6_000)
  const { one, ended } = await begun(transport)
  await redis.end()
  const waiting = transport.perform(errand('picture'))
  // Time itself is the subject here: away for longer than a worker may be silent.
  await new Promise((resolve) => setTimeout(resolve, 7_000))
  await redis.boot()
  expect((await waiting).done).toBe(true)
  expect(await ended).toMatchObject({ done: true, output: { width: FILM_WIDTH } })
  await transport.forget(one.id)
  await closeAll()
})

test('a worker that is killed loses its attempt: at once when it comes back, else when it has been silent', async () => {
  const worker = await aWorker()
  const transport = await open(6_000)
  const first = await begun(transport)
  await worker.end('SIGKILL')
  await worker.boot()
  expect(await first.ended).toEqual({ done: false, failure: 'lost' })
  await transport.forget(first.one.id)
  const second = await begun(transport)
  await worker.end('SIGKILL')
  expect(await second.ended).toEqual({ done: false, failure: 'lost' })
  await transport.forget(second.one.id)
  await closeAll()
})

test('a worker that is told to stop gives its attempt back', async () => {
  const worker = await aWorker()
  const transport = await open()
  const { one, ended } = await begun(transport)
  await worker.end('SIGTERM')
  expect(await ended).toEqual({ done: false, failure: 'interrupted' })
  expect(await readdir(worker.workDir)).toEqual([])
  await transport.forget(one.id)
  await closeAll()
})

test('a redis that lost everything loses the attempts, and says so', async () => {
  const worker = await aWorker()
  const transport = await open()
  const { ended } = await begun(transport)
  await redis.flush()
  expect(await ended).toEqual({ done: false, failure: 'lost' })
  await worker.end('SIGKILL')
  await closeAll()
})

test('an outcome nobody waits for is asked about, and kept until it is not wanted', async () => {
  await aWorker()
  const first = await open()
  const one = errand('picture')
  void first.perform(one)
  await until('its result is there', async () => (await outcomesLeft()) > 0)
  await first.close()
  const second = bullmqTransport({ url: redis.url, log })
  opened.push(second)
  const asked: string[] = []
  second.onLate(async (id) => {
    asked.push(id)
    return asked.length > 2
  })
  await second.reap()
  await until('it has gone', async () => (await outcomesLeft()) === 0)
  expect(new Set(asked)).toEqual(new Set([one.id]))
  await closeAll()
})

test('an outcome nobody can read is a failed attempt, and holds up no other', async () => {
  const transport = await open()
  const [odd, good] = [errand('picture'), errand('picture')]
  const queue = new Queue(OUTCOMES, { connection: { url: redis.url }, prefix: PREFIX })
  await queue.add('outcome', { of: 'another build' }, { jobId: odd.id })
  await queue.add('outcome', { done: true, output: 'fine' }, { jobId: good.id })
  const [first, second] = await Promise.all([transport.perform(odd), transport.perform(good)])
  expect(first).toMatchObject({ done: false, failure: { permanent: false, code: 'jobs.failed' } })
  expect(second).toEqual({ done: true, output: 'fine' })
  await queue.close()
  await closeAll()
})

test('as many are handed over as there are workers to take them', async () => {
  const transport = await open()
  await until('nobody is there', () => transport.slots().heavy === 1)
  const worker = await aWorker()
  await aWorker()
  await until('two are there', () => transport.slots().heavy === 2 && transport.slots().light === 4)
  await worker.end('SIGTERM')
  await until('one has left', () => transport.slots().heavy === 1)
  await closeAll()
})
