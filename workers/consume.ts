import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { type Job, Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { Elsewhere } from '#tenants/media/jobs.ts'
import {
  AttemptData,
  attemptQueue,
  BEAT_MS,
  cancelKey,
  OUTCOMES,
  type OutcomeData,
  PREFIX,
  WORKER_LIFE_MS,
  type WorkerCard,
  workerKey,
  workerSet,
} from './transports/attempt-queue.ts'
import { inProcessTransport } from './transports/in-process.ts'
import type { Outcome, Weight } from './transports/transport.ts'

export interface ConsumeOptions {
  readonly url: string
  /** A folder of this worker's own: what a crash left in it is cleared and told at the next start. */
  readonly workRoot: string
  readonly slots: Readonly<Record<Weight, number>>
  readonly log: Log
  /** Attempts may name files of this machine. For where nobody else can write to Redis: whoever can would read and write them. */
  readonly localFiles?: boolean
}

/** So long a worker that stops waits to give its attempts back; afterwards its silence says it. */
const LEAVE_MS = 10_000

/** Takes attempts from Redis and performs them on this machine until it is closed; then those at work are given back. */
export async function consume({ url, workRoot, slots, log, localFiles = false }: ConsumeOptions): Promise<{ close(): Promise<void> }> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(2_000, times * 100) })
  redis.on('error', (error: Error) => log.debug({ err: error }, 'redis'))
  const outcomes = new Queue(OUTCOMES, { connection: redis, prefix: PREFIX })
  const local = inProcessTransport(workRoot, slots)
  const me = `${hostname()}-${newId('worker')}`
  const card: WorkerCard = slots
  let closed = false

  // An outcome is left before BullMQ is told anything: whatever becomes of the attempt's lock, it is not lost.
  const leave = (attemptId: string, outcome: OutcomeData) => outcomes.add('outcome', outcome, { jobId: attemptId })

  for (const attemptId of await local.reap()) {
    log.warn({ attempt: attemptId }, 'a crash cut this attempt off')
    await leave(attemptId, { done: false, failure: 'lost' })
  }

  async function perform(job: Job, weight: Weight): Promise<void> {
    const id = job.id ?? ''
    const { kind, input, silenceMs } = AttemptData.parse(job.data)
    if (!localFiles && !Elsewhere.safeParse(input).success) {
      log.warn({ attempt: id, kind }, 'an attempt that names files of this machine is refused')
      return void (await leave(id, {
        done: false,
        failure: { permanent: true, code: 'jobs.failed', detail: 'it names files of the worker' },
      }))
    }
    log.info({ attempt: id, kind }, 'attempt begins')
    let told: { share: number; news?: unknown } = { share: 0 }
    let beat = 0
    const sign = async () => {
      await job.updateProgress({ beat: ++beat, ...told })
      if (await redis.exists(cancelKey(id))) local.cancel(id)
    }
    let signing = false
    const signIfFree = () => {
      // While Redis is away one sign waits, not one for every beat.
      if (signing) return
      signing = true
      sign()
        .catch((error: unknown) => log.debug({ err: error, attempt: id }, 'no sign could be given'))
        .finally(() => (signing = false))
    }
    signIfFree()
    const timer = setInterval(signIfFree, BEAT_MS)
    const outcome = await local
      .perform({ id, kind, weight, input, silenceMs, onProgress: (share, news) => (told = { share, news }) })
      // As long as it gives signs it counts as at work.
      .finally(() => clearInterval(timer))
    log.info({ attempt: id, kind, done: outcome.done, failure: outcome.done ? undefined : outcome.failure }, 'attempt ends')
    await leave(id, carried(outcome))
  }

  async function announce(): Promise<void> {
    await redis.set(workerKey(me), JSON.stringify(card), 'PX', WORKER_LIFE_MS)
    await redis.sadd(workerSet, me)
  }

  await announce()
  const announcing = setInterval(() => {
    if (redis.status === 'ready') announce().catch((error: unknown) => log.debug({ err: error }, 'could not announce'))
  }, WORKER_LIFE_MS / 3)

  const workers = (['heavy', 'light'] as const).map((weight) => {
    const worker = new Worker(attemptQueue(weight), (job) => perform(job, weight), {
      connection: redis,
      prefix: PREFIX,
      concurrency: slots[weight],
      // Never a second time under the same name: two would write in one place. The dispatcher makes a new attempt.
      maxStalledCount: 0,
      runRetryDelay: 1_000,
    })
    worker.on('error', (error) => log.debug({ err: error }, 'worker'))
    return worker
  })
  log.info({ worker: me, ...slots }, 'takes attempts')

  async function goodbye(left: readonly Promise<void>[]): Promise<void> {
    await Promise.all(left)
    await redis.del(workerKey(me))
    await outcomes.close()
  }

  return {
    async close() {
      if (closed) return
      closed = true
      clearInterval(announcing)
      const left = workers.map((worker) => worker.close())
      await local.close()
      await Promise.race([goodbye(left), wait(LEAVE_MS, undefined, { ref: false })])
      redis.disconnect()
    },
  }
}

/** `handed_on` is the dispatcher's own word: what a worker stops it gives back. */
function carried(outcome: Outcome): OutcomeData {
  if (outcome.done) return outcome
  return { done: false, failure: outcome.failure === 'handed_on' ? 'interrupted' : outcome.failure }
}
