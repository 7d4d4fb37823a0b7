import { and, asc, inArray, like, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { type Job, jobs } from '#tenants/jobs/schema.ts'
import { prepareAtMux } from './mux/jobs.ts'
import type { Asset } from './schema.ts'

/** Where a file stands, the same on every screen that names it. */
export type AssetStanding =
  | { readonly state: 'uploading' | 'ready' }
  /** `waiting` for other files to be done; `share` is 0 to 1; `secondsLeft` is known once enough is done to tell. */
  | { readonly state: 'preparing'; readonly waiting: boolean; readonly share: number; readonly secondsLeft: number | null }
  /** A key of the catalogue below `jobs.reason`. */
  | { readonly state: 'failed'; readonly reason: string }

export function assetStanding(db: Reading, asset: Asset, now = Date.now()): AssetStanding {
  return standings(db, [asset], now).get(asset.id) ?? { state: 'ready' }
}

/** Of many files, by their id, in one statement more. */
export function standings(db: Reading, assets: readonly Asset[], now = Date.now()): Map<string, AssetStanding> {
  const open = assets.filter((asset) => asset.state === 'processing').map((asset) => asset.id)
  const work = open.length
    ? db
        .select()
        .from(jobs)
        .where(and(inArray(jobs.subject, open), like(jobs.kind, 'media.%')))
        .orderBy(asc(sql`rowid`))
        .all()
    : []
  // In the order they were made, so that the newest about each file is what stays.
  const latest = new Map(work.map((job) => [job.subject, job]))
  return new Map(assets.map((asset) => [asset.id, standingOf(asset, latest.get(asset.id), now)]))
}

function standingOf(asset: Asset, job: Job | undefined, now: number): AssetStanding {
  if (asset.state === 'ready' || asset.state === 'uploading') return { state: asset.state }
  if (asset.state === 'failed') return { state: 'failed', reason: asset.failure ?? 'jobs.failed' }
  // Mux is at it while our job waits to look again; and how far it is, it alone knows.
  if (job?.kind === prepareAtMux.name && (job.state === 'waiting' || job.state === 'running'))
    return { state: 'preparing', waiting: false, share: job.progress, secondsLeft: null }
  if (job?.state === 'waiting') return { state: 'preparing', waiting: true, share: job.progress, secondsLeft: null }
  // Nobody works on it and nobody will: it would look busy for ever.
  if (job?.state !== 'running') return { state: 'failed', reason: job?.reason ?? 'jobs.unprepared' }
  return { state: 'preparing', waiting: false, share: job.progress, secondsLeft: secondsLeft(job, now) }
}

/** Below these the pace of the first moments says too little. */
const TELLING_SHARE = 0.03
const TELLING_MS = 2_000

/**
 * Seconds an attempt still needs at the pace it had so far. It is reckoned at the moment of its last report, so that a
 * report that is late does not make the time left grow.
 */
export function secondsLeft(job: Pick<Job, 'state' | 'progress' | 'startedAt' | 'heardAt'>, now: number): number | null {
  if (job.state !== 'running' || job.startedAt === null || job.progress < TELLING_SHARE) return null
  const heardAt = Math.min(job.heardAt ?? now, now)
  const spent = heardAt - job.startedAt
  if (spent < TELLING_MS) return null
  const left = (spent * (1 - job.progress)) / job.progress - (now - heardAt)
  return Math.max(1, Math.round(left / 1_000))
}
