import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { type Job, Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import type { Size } from '#lib/machine-size.ts'
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
  /** The size of the machine it runs on: of what is heavy it takes what needs this one. */
  readonly size?: Size
  /** What whoever started that machine calls it. */
  readonly machine?: string | undefined
  readonly log: Log
  /** Attempts may name files of this machine. For where nobody else can write to Redis: whoever can would read and write them. */
  readonly localFiles?: boolean
}

/** An attempt that gets on says so this often; one that does not is only known to be there, every BEAT_MS. */
const SIGN_MS = 1_000

/** So long a worker that stops waits to give its attempts back; afterwards its silence says it. */
const LEAVE_MS = 10_000

/** Takes attempts from Redis and performs them on this machine until it is closed; then those at work are given back. */
export async function consume(options: ConsumeOptions): Promise<{ close(): Promise<void> }> {
  const { url, workRoot, slots, size = 'small', machine, log, localFiles = false } = options
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(2_000, times * 100) })
  redis.on('error', (error: Error) => log.debug({ err: error }, 'redis'))
  const outcomes = new Queue(OUTCOMES, { connection: redis, prefix: PREFIX })
  const local = inProcessTransport(workRoot, slots)
  const me = `${hostname()}-${newId('worker')}`
  const working = { heavy: 0, light: 0 }
  let idleSince = performance.now()
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
    let signedAt = 0
    let again = false
    const signIfFree = async () => {
      // While Redis is away one sign waits, not one for every beat.
      again = signing
      if (signing) return
      signing = true
      do {
        again = false
        signedAt = performance.now()
        await sign().catch((error: unknown) => log.debug({ err: error, attempt: id }, 'no sign could be given'))
      } while (again)
      signing = false
    }
    const onProgress = (share: number, news?: unknown) => {
      // Its first news is what somebody waits for: that a film can be watched.
      const isFirst = told.news === undefined && news !== undefined
      told = { share, news }
      if (isFirst || performance.now() - signedAt >= SIGN_MS) void signIfFree()
    }
    void signIfFree()
    const timer = setInterval(() => void signIfFree(), BEAT_MS)
    const outcome = await local
      .perform({ id, kind, weight, size, input, silenceMs, onProgress })
      // As long as it gives signs it counts as at work.
      .finally(() => clearInterval(timer))
    log.info({ attempt: id, kind, done: outcome.done, failure: outcome.done ? undefined : outcome.failure }, 'attempt ends')
    await leave(id, carried(outcome))
  }

  /** Says so of itself while it is at something. */
  async function workOn(job: Job, weight: Weight): Promise<void> {
    busy(weight, 1)
    try {
      await perform(job, weight)
    } finally {
      busy(weight, -1)
    }
  }

  function busy(weight: Weight, more: 1 | -1): void {
    working[weight] += more
    idleSince = performance.now()
    announceIfThere()
  }

  async function announce(): Promise<void> {
    const isIdle = working.heavy + working.light === 0
    const card: WorkerCard = { ...slots, size, machine, working, idleMs: isIdle ? performance.now() - idleSince : 0 }
    await redis.set(workerKey(me), JSON.stringify(card), 'PX', WORKER_LIFE_MS)
    await redis.sadd(workerSet, me)
  }

  function announceIfThere(): void {
    if (!closed && redis.status === 'ready') announce().catch((error: unknown) => log.debug({ err: error }, 'could not announce'))
  }

  await announce()
  const announcing = setInterval(announceIfThere, WORKER_LIFE_MS / 3)

  const workers = (['heavy', 'light'] as const).map((weight) => {
    const worker = new Worker(attemptQueue(weight, size), (job) => workOn(job, weight), {
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
  log.info({ worker: me, size, machine, ...slots }, 'takes attempts')

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
