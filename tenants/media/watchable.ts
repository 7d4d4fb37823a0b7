import { and, eq, gt } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import { attemptPrefix } from './attempt-prefix.ts'
import { type Asset, retiredOutputs } from './schema.ts'

/** What there is to be seen of a video, or of a picture's sizes. */
export interface Watchable {
  /** Whose work it is: links name it, so that nobody is shown the parts of two. */
  readonly attempt: string
  /** Where it lies: below a prefix of the school's storage, or at Mux. */
  readonly at: { readonly prefix: string } | AtMux
  /** Seconds that can be watched by now, while the rest is still being made; null when all of it is there. */
  readonly until: number | null
}

export interface AtMux {
  readonly muxAssetId: string
  readonly playbackId: string
}

/** Undefined as long as nothing can be watched: nothing is made yet, or whoever was making it is gone. */
export function watchable(db: Reading, asset: Asset): Watchable | undefined {
  const { id, outputPrefix, earlyAttempt, earlyUntil, muxAssetId, muxPlaybackId: playbackId } = asset
  if (outputPrefix) return { attempt: outputPrefix.split('/').at(-2) ?? '', at: { prefix: outputPrefix }, until: null }
  if (asset.preparedBy === 'mux' && asset.state === 'ready' && muxAssetId && playbackId)
    return { attempt: `mux-${muxAssetId}`, at: { muxAssetId, playbackId }, until: null }
  if (earlyAttempt === null || earlyUntil === null || !runningAttempts(db, id).includes(earlyAttempt)) return undefined
  return { attempt: earlyAttempt, at: { prefix: attemptPrefix(id, earlyAttempt) }, until: earlyUntil }
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
  return retired && { attempt, at: { prefix }, until: null }
}
