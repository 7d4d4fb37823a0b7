import { setTimeout as wait } from 'node:timers/promises'
import { type Job, Queue } from 'bullmq'
import { Redis } from 'ioredis'
import type { Log } from '#lib/log.ts'
import {
  type AttemptData,
  attemptQueue,
  cancelKey,
  MOST_OUTCOME,
  MOST_SIGN,
  OUTCOMES,
  OutcomeData,
  PREFIX,
  Sign,
  WorkerCard,
  workerKey,
  workerSet,
} from './attempt-queue.ts'
import type { Errand, Outcome, Transport, TransportTrouble, Weight } from './transport.ts'

/** A worker that has not given a sign for so long is gone, while Redis could be asked. */
const SILENT_MS = 30_000
const POLL_MS = 500
/** A cancelled attempt is told so for as long as anybody could still be at it. */
const CANCEL_LIFE_S = 24 * 3_600
const OUTCOMES_A_LOOK = 100

export class RedisAway extends Error {
  override readonly name = 'RedisAway'
  constructor() {
    super('redis cannot be reached')
  }
}

interface Followed {
  readonly errand: Omit<Errand, 'input'>
  readonly end: (outcome: Outcome) => void
  /** Not looked after before it is in Redis. */
  sent: boolean
  /** What was last heard, and for how long nothing else has been. */
  sign: string
  silentMs: number
}

/**
 * Performs attempts in worker processes, wherever they are, through Redis. Nothing is decided by BullMQ's own states: an attempt ends
 * by the outcome its worker leaves, or when the worker has fallen silent; and while Redis is away nobody is called silent. Everything
 * is found again by the attempt's id, so this process may go down at any moment and another one goes on.
 */
export function bullmqTransport({ url, log, silentMs = SILENT_MS }: { url: string; log: Log; silentMs?: number }): Transport {
  // Commands fail while Redis is away instead of piling up: whoever asked tries again.
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(2_000, times * 100),
  })
  redis.on('error', (error: Error) => log.debug({ err: error }, 'redis'))
  const options = { connection: redis, prefix: PREFIX }
  const queues = { heavy: new Queue(attemptQueue('heavy'), options), light: new Queue(attemptQueue('light'), options) }
  const outcomes = new Queue(OUTCOMES, options)
  for (const queue of [queues.heavy, queues.light, outcomes]) queue.on('error', (error) => log.debug({ err: error }, 'queue'))

  const followed = new Map<string, Followed>()
  /** Ended here, and about to be written down. */
  const ending = new Set<string>()
  let late: (errandId: string) => Promise<boolean> = () => Promise.resolve(false)
  /** What all workers together can take; undefined before anybody has looked. */
  let capacity: Record<Weight, number> | undefined
  let closed = false
  let looking: Promise<void> | undefined
  let lookedAt = 0
  let isAway = false

  const follow = (errand: Omit<Errand, 'input'>, sent: boolean) =>
    new Promise<Outcome>((resolve) => {
      const end = (outcome: Outcome) => {
        followed.delete(errand.id)
        ending.add(errand.id)
        resolve(outcome)
      }
      followed.set(errand.id, { errand, end, sent, sign: '', silentMs: 0 })
    })

  async function send({ id, kind, weight, input, silenceMs }: Errand): Promise<void> {
    const data: AttemptData = { kind, input, silenceMs }
    while (!closed && followed.has(id)) {
      try {
        mustBeThere()
        // Adding the same id again is no second attempt, so it may be tried until it is known to be there.
        await queues[weight].add(kind, data, { jobId: id, removeOnComplete: true })
        const one = followed.get(id)
        if (one) one.sent = true
        return
      } catch (error) {
        away(error)
        await wait(POLL_MS)
      }
    }
  }

  async function keepLooking(): Promise<void> {
    while (!closed) {
      try {
        await look()
        if (isAway) log.info('redis is back')
        isAway = false
      } catch (error) {
        away(error)
      }
      await wait(POLL_MS)
    }
  }

  /** BullMQ would wait for the first connection for as long as it takes. @throws RedisAway */
  function mustBeThere(): void {
    if (redis.status !== 'ready') throw new RedisAway()
  }

  function away(error: unknown): void {
    if (!isAway) log.warn({ err: error }, 'redis cannot be reached; attempts wait')
    isAway = true
  }

  async function look(): Promise<void> {
    mustBeThere()
    capacity = await countWorkers()
    for (const id of await outcomes.getRanges(['wait'], 0, OUTCOMES_A_LOOK - 1)) await take(id)
    const now = performance.now()
    // A look that comes late counts as one: nobody was asked in between.
    const passed = Math.min(now - lookedAt, 4 * POLL_MS)
    lookedAt = now
    for (const one of [...followed.values()]) if (one.sent) await listen(one, passed)
  }

  async function take(id: string): Promise<void> {
    const waiting = followed.get(id)
    if (waiting) {
      const outcome = await outcomeOf(id)
      if (outcome) waiting.end(outcome)
    } else if (!ending.has(id) && (await late(id))) await remove(id)
  }

  /** What an attempt came to; undefined when nothing has been left yet. */
  async function outcomeOf(id: string): Promise<Outcome | undefined> {
    if ((await redis.hstrlen(outcomes.toKey(id), 'data')) > MOST_OUTCOME) return unreadable('it is too large')
    const outcome = await outcomes.getJob(id)
    return outcome && read(outcome)
  }

  async function listen(one: Followed, passed: number): Promise<void> {
    const { errand } = one
    const queue = queues[errand.weight]
    // What says too much says nothing.
    const says = await redis.hstrlen(queue.toKey(errand.id), 'progress')
    const attempt = says > MOST_SIGN ? undefined : await queue.getJob(errand.id)
    // It may have ended and been written down between the two looks.
    if (!attempt) return one.end((await outcomeOf(errand.id)) ?? { done: false, failure: 'lost' })
    const { data: sign } = Sign.safeParse(attempt.progress)
    const said = sign ? `${sign.beat}` : ''
    // Nobody has begun it: it waits for a worker.
    if (said !== one.sign || !attempt.processedOn) {
      one.sign = said
      one.silentMs = 0
      if (sign) errand.onProgress(sign.share, sign.news)
      return
    }
    one.silentMs += passed
    if (one.silentMs < silentMs) return
    await redis.set(cancelKey(errand.id), '1', 'EX', CANCEL_LIFE_S)
    one.end({ done: false, failure: 'lost' })
  }

  async function countWorkers(): Promise<Record<Weight, number>> {
    const sum = { heavy: 0, light: 0 }
    for (const id of await redis.smembers(workerSet)) {
      const card = await redis.get(workerKey(id))
      if (card === null) {
        await redis.srem(workerSet, id)
        continue
      }
      const said = readCard(card)
      if (!said) {
        log.warn({ worker: id }, 'what a worker says of itself cannot be read')
        await redis.srem(workerSet, id)
        continue
      }
      sum.heavy += said.heavy
      sum.light += said.light
    }
    return sum
  }

  async function remove(id: string): Promise<void> {
    await Promise.all([outcomes.remove(id), queues.heavy.remove(id), queues.light.remove(id)])
  }

  return {
    // Where there is no worker yet, one attempt of each weight waits for the first.
    slots: () => ({ heavy: Math.max(1, capacity?.heavy ?? 1), light: Math.max(1, capacity?.light ?? 1) }),
    trouble(): TransportTrouble | undefined {
      if (redis.status !== 'ready') return 'unreachable'
      return capacity && capacity.heavy + capacity.light === 0 ? 'no_workers' : undefined
    },
    perform(errand) {
      const outcome = follow(errand, false)
      void send(errand)
      return outcome
    },
    async adopt(errand) {
      mustBeThere()
      // In this order: an attempt is gone only after its outcome is there.
      const attempt = await queues[errand.weight].getJob(errand.id)
      const outcome = await outcomeOf(errand.id)
      ending.delete(errand.id)
      if (outcome) {
        ending.add(errand.id)
        return { outcome: Promise.resolve(outcome) }
      }
      return attempt && { outcome: follow(errand, true) }
    },
    async forget(id) {
      try {
        mustBeThere()
        await remove(id)
      } catch (error) {
        // What stays is found again as an attempt nobody waits for.
        away(error)
      } finally {
        ending.delete(id)
      }
    },
    onLate(listener) {
      late = listener
    },
    cancel(id) {
      const one = followed.get(id)
      if (!one) return
      withdraw(one).catch(away)
    },
    async reap() {
      // A moment for the first connection, so that a start does not begin with a complaint.
      if (redis.status !== 'ready') await Promise.race([new Promise((resolve) => redis.once('ready', resolve)), wait(2_000)])
      lookedAt = performance.now()
      looking ??= keepLooking()
    },
    async close() {
      closed = true
      await looking
      for (const one of [...followed.values()]) one.end({ done: false, failure: 'handed_on' })
      // Where there is no connection there is nothing to end, and BullMQ would wait for one.
      if (redis.status === 'ready') await Promise.allSettled([queues.heavy.close(), queues.light.close(), outcomes.close()])
      redis.disconnect()
    },
  }

  /** One that nobody has begun is taken back; one at work is told, and says so itself when it has ended. */
  async function withdraw({ errand, end }: Followed): Promise<void> {
    mustBeThere()
    await redis.set(cancelKey(errand.id), '1', 'EX', CANCEL_LIFE_S)
    const attempt = await queues[errand.weight].getJob(errand.id)
    if (!attempt || attempt.processedOn) return
    await queues[errand.weight].remove(errand.id)
    if (!(await queues[errand.weight].getJob(errand.id))) end({ done: false, failure: 'interrupted' })
  }
}

/** A worker of another build may say what this one does not know: that is a failed attempt, and holds up no other. */
function read(outcome: Job): Outcome {
  const { success, data, error } = OutcomeData.safeParse(outcome.data)
  return success ? data : unreadable(error.message)
}

const unreadable = (why: string): Outcome => ({
  done: false,
  failure: { permanent: false, code: 'jobs.failed', detail: `unreadable outcome: ${why}`.slice(0, 2_000) },
})

function readCard(card: string): WorkerCard | undefined {
  try {
    return WorkerCard.safeParse(JSON.parse(card)).data
  } catch {
    // It is not JSON either.
    return undefined
  }
}
