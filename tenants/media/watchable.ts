import type { Reading } from '#tenants/database/handle.ts'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import { attemptPrefix } from './attempt-prefix.ts'
import type { Asset } from './schema.ts'

/** What there is to be seen of a video, or of a picture's sizes. */
export interface Watchable {
  /** Whose work it is: links name it, so that nobody is shown the parts of two. */
  readonly attempt: string
  /** Where it lies. */
  readonly prefix: string
  /** Seconds that can be watched by now, while the rest is still being made; null when all of it is there. */
  readonly until: number | null
}

/** Undefined as long as nothing can be watched: nothing is made yet, or whoever was making it is gone. */
export function watchable(db: Reading, { id, outputPrefix, earlyAttempt, earlyUntil }: Asset): Watchable | undefined {
  if (outputPrefix) return { attempt: outputPrefix.split('/').at(-2) ?? '', prefix: outputPrefix, until: null }
  if (earlyAttempt === null || earlyUntil === null || !runningAttempts(db, id).includes(earlyAttempt)) return undefined
  return { attempt: earlyAttempt, prefix: attemptPrefix(id, earlyAttempt), until: earlyUntil }
}
