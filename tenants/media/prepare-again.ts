import { and, asc, eq, gt, isNotNull, isNull, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { type Actor, record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { atWorkOn, cancelJobs, isAtWork, latestJob } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from './asset.ts'
import { secondsLeft } from './asset-standing.ts'
import { AssetUnknown, SourceGone } from './failures.ts'
import { encodeAgain } from './jobs.ts'
import { LADDER_PRINT } from './ladder.ts'
import { type Asset, assets } from './schema.ts'

/** How many are put in one transaction. */
const BATCH = 100

/**
 * Has a video that plays made once more from the file as it was uploaded. Students see what there is until then, and when it fails.
 * One that is being prepared is left alone, so two clicks start one job.
 * @throws AssetUnknown, SourceGone
 */
export function prepareAgain(tenant: Tenant, actor: Actor, assetId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const asset = assetById(tx, assetId)
    if (asset?.kind !== 'video') throw new AssetUnknown()
    // Mux makes a film once; here it would be moved (mux/move.ts).
    if (asset.state !== 'ready' || asset.preparedBy === 'mux') return
    if (!asset.sourceKey) throw new SourceGone()
    begin(tx, actor, asset.id, now)
  })
}

/** Answers whether it was begun: not where something is at work on the video already. */
function begin(tx: Writing, actor: Actor, assetId: string, now: number): boolean {
  if (isAtWork(tx, assetId)) return false
  enqueue(tx, encodeAgain, { payload: { assetId }, subject: assetId }, now)
  record(tx, { type: 'video.prepare_again', actor, subject: assetId, data: {} }, now)
  return true
}

/** Stops it; what students see stays. @throws AssetUnknown */
export function cancelPrepareAgain(tenant: Tenant, actor: Actor, assetId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const asset = assetById(tx, assetId)
    if (asset?.kind !== 'video') throw new AssetUnknown()
    if (cancelJobs(tx, assetId, now, encodeAgain.name)) record(tx, { type: 'video.cancelled', actor, subject: assetId, data: {} }, now)
  })
}

export interface Again {
  /** Videos it was begun for, or would be. */
  readonly videos: number
  /** Seconds of video that has to be encoded. */
  readonly seconds: number
  /** Videos whose file as uploaded is gone. */
  readonly gone: number
}

const isOlder = or(isNull(assets.ladder), ne(assets.ladder, LADDER_PRINT))
/** What Mux makes has no ladder of ours. */
const plays = and(eq(assets.kind, 'video'), eq(assets.state, 'ready'), eq(assets.preparedBy, 'lectern'), isNull(assets.deletedAt))
const isIdle = not(atWorkOn(assets.id))

/** Which videos would be made once more: all, or those of another ladder than today's. */
export function whatAgain(db: Reading, { olderLadder = false } = {}): Again {
  const count = (where: SQL | undefined) =>
    db
      .select({ videos: sql<number>`count(*)`, seconds: sql<number>`coalesce(sum(${assets.seconds}), 0)` })
      .from(assets)
      .where(and(plays, olderLadder ? isOlder : undefined, where))
      .get() ?? { videos: 0, seconds: 0 }
  return { ...count(and(isNotNull(assets.sourceKey), isIdle)), gone: count(isNull(assets.sourceKey)).videos }
}

/** Has them made once more, one after the other and after everything people wait for. Safe to repeat. */
export async function prepareAllAgain(tenant: Tenant, actor: Actor, { olderLadder = false } = {}, now = Date.now()): Promise<Again> {
  const { gone } = tenant.read((db) => whatAgain(db, { olderLadder }))
  let [videos, seconds, after] = [0, 0, '']
  for (;;) {
    const batch = tenant.read((db) =>
      db
        .select({ id: assets.id, seconds: assets.seconds })
        .from(assets)
        .where(and(plays, isNotNull(assets.sourceKey), olderLadder ? isOlder : undefined, gt(assets.id, after)))
        .orderBy(asc(assets.id))
        .limit(BATCH)
        .all(),
    )
    const last = batch.at(-1)
    if (!last) return { videos, seconds, gone }
    const begun = await tenant.transact((tx) =>
      // Asked again under the lock: the file may have gone this very moment.
      batch.filter(({ id }) => assetById(tx, id)?.sourceKey && begin(tx, actor, id, now)),
    )
    videos += begun.length
    seconds += begun.reduce((sum, one) => sum + (one.seconds ?? 0), 0)
    after = last.id
  }
}

/** How far a video that plays is with being made once more. `failed`: a key of the catalogue below `jobs.reason`. */
export type AgainStanding =
  | { readonly state: 'preparing'; readonly waiting: boolean; readonly share: number; readonly secondsLeft: number | null }
  | { readonly state: 'failed'; readonly reason: string }

/** Null when nobody asked for it, or it is done. */
export function againStanding(db: Reading, asset: Pick<Asset, 'id' | 'state'>, now: number): AgainStanding | null {
  if (asset.state !== 'ready') return null
  const job = latestJob(db, asset.id, encodeAgain.name)
  if (job?.state === 'failed') return { state: 'failed', reason: job.reason ?? 'jobs.failed' }
  if (job?.state !== 'waiting' && job?.state !== 'running') return null
  return { state: 'preparing', waiting: job.state === 'waiting', share: job.progress, secondsLeft: secondsLeft(job, now) }
}
