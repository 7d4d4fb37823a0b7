import { and, eq, gt } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import { attemptPrefix } from './attempt-prefix.ts'
import { type Asset, retiredOutputs } from './schema.ts'

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

/** What one attempt made, also when the video was prepared again since: players that began with it go on with it until their links end. */
export function watchableOf(db: Reading, asset: Asset, attempt: string, now: number): Watchable | undefined {
  const made = watchable(db, asset)
  if (made?.attempt === attempt) return made
  const prefix = attemptPrefix(asset.id, attempt)
  const retired = db
    .select({ prefix: retiredOutputs.outputPrefix })
    .from(retiredOutputs)
    .where(and(eq(retiredOutputs.outputPrefix, prefix), eq(retiredOutputs.assetId, asset.id), gt(retiredOutputs.until, now)))
    .get()
  return retired && { attempt, prefix, until: null }
}
