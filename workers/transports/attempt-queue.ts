import { z } from 'zod'

// What the dispatcher's process and the workers say to each other through Redis. Either may be of an older build than the other.

/** Every key in Redis begins with it. */
export const PREFIX = 'lectern'

/** One queue a weight, so that nothing light waits behind something heavy. */
export const attemptQueue = (weight: 'heavy' | 'light') => `attempts-${weight}`

/**
 * What ended attempts came to, by attempt id. A queue of its own, because a worker whose lock ran out while Redis was away may no
 * longer say anything about the attempt itself, and an hour of encoding would be lost. It has no consumer: the dispatcher reads it.
 */
export const OUTCOMES = 'outcomes'

export const AttemptData = z.object({ kind: z.string(), input: z.unknown(), silenceMs: z.number() })
export type AttemptData = z.infer<typeof AttemptData>

/** How far an attempt is. `beat` counts up while a worker is at it. */
export const Sign = z.object({ beat: z.number().int(), share: z.number().min(0).max(1), news: z.unknown() })

/** More is no outcome: whoever may write to Redis must not fill the memory of those who read it. Bytes. */
export const MOST_OUTCOME = 256_000
/** So is what a worker says of how far it is. */
export const MOST_SIGN = 1_000

export const OutcomeData = z.discriminatedUnion('done', [
  z.object({ done: z.literal(true), output: z.unknown() }),
  z.object({
    done: z.literal(false),
    failure: z.union([
      z.literal(['interrupted', 'lost', 'not_begun']),
      z.object({ permanent: z.boolean(), code: z.string().max(80), detail: z.string().max(20_000) }),
    ]),
  }),
])
export type OutcomeData = z.infer<typeof OutcomeData>

/** What a worker says of itself; gone when it has not said so for WORKER_LIFE_MS. */
export const WorkerCard = z.object({ heavy: z.number().int().min(0).max(1_000), light: z.number().int().min(0).max(1_000) })
export type WorkerCard = z.infer<typeof WorkerCard>

export const workerSet = `${PREFIX}:workers`
export const workerKey = (id: string) => `${PREFIX}:worker:${id}`
export const cancelKey = (attemptId: string) => `${PREFIX}:cancelled:${attemptId}`

export const BEAT_MS = 2_000
export const WORKER_LIFE_MS = 15_000
