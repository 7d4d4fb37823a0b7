import type { Reading } from '#tenants/database/handle.ts'
import { latestJob } from '#tenants/jobs/lifecycle.ts'
import type { Job } from '#tenants/jobs/schema.ts'
import { assetById } from './asset.ts'
import type { Asset } from './schema.ts'

/** What a screen says about a file and how far its preparation is. */
export interface AssetView {
  readonly id: string
  readonly kind: Asset['kind']
  readonly state: Asset['state']
  readonly name: string
  /** Bytes as uploaded, and of what was made of it. */
  readonly size: number
  readonly outputBytes: number
  /** Share prepared, 0 to 1. */
  readonly progress: number
  /** While it is being prepared and there is enough to tell from. */
  readonly secondsLeft: number | null
  /** It waits for other videos to be done. */
  readonly waiting: boolean
  /** Why it failed: a key of the catalogue below `jobs.reason`. */
  readonly failure: string | null
  /** Length of a video. */
  readonly seconds: number | null
  readonly width: number | null
  readonly height: number | null
  /** A video's rungs or a picture's widths, highest first as they were made. */
  readonly renditions: readonly { readonly width: number; readonly height: number }[]
}

/** Undefined when there is no such file, or it was deleted. */
export function assetView(db: Reading, assetId: string | null, now = Date.now()): AssetView | undefined {
  if (!assetId) return undefined
  const asset = assetById(db, assetId)
  if (!asset) return undefined
  const { id, kind, state, name, size, outputBytes, failure, seconds, width, height } = asset
  const job = state === 'processing' ? latestJob(db, id) : undefined
  return {
    id,
    kind,
    state,
    name,
    size,
    outputBytes,
    progress: state === 'ready' ? 1 : (job?.progress ?? 0),
    secondsLeft: job ? secondsLeft(job, now) : null,
    waiting: job?.state === 'waiting',
    failure,
    seconds,
    width,
    height,
    renditions: (asset.renditions ?? []).map((made) => ({ width: made.width, height: made.height })),
  }
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
