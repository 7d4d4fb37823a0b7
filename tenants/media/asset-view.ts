import type { Reading } from '#tenants/database/handle.ts'
import { assetById } from './asset.ts'
import { assetStanding } from './asset-standing.ts'
import { type AgainStanding, againStanding } from './prepare-again.ts'
import type { Asset, Preparer } from './schema.ts'
import { type Watchable, watchable } from './watchable.ts'

export interface WatchView extends Pick<Watchable, 'attempt' | 'until'> {
  /** Small pictures of the whole film are there too. */
  readonly storyboard: boolean
}

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
  /** What can be watched of it by now; null when nothing can. */
  readonly watch: WatchView | null
  /** Length of a video. */
  readonly seconds: number | null
  readonly width: number | null
  readonly height: number | null
  /** A video's rungs or a picture's widths, highest first as they were made. */
  readonly renditions: readonly { readonly width: number; readonly height: number }[]
  /** The file as it was uploaded: there, moved to a cheaper class, or deleted by the school's rule. */
  readonly source: 'kept' | 'archived' | 'gone'
  /** Who prepared it, or is to. */
  readonly by: Preparer
  /** How far a video that plays is with being made once more. */
  readonly again: AgainStanding | null
}

/** Undefined when there is no such file, or it was deleted. */
export function assetView(db: Reading, assetId: string | null, now = Date.now()): AssetView | undefined {
  if (!assetId) return undefined
  const asset = assetById(db, assetId)
  if (!asset) return undefined
  const { id, kind, name, size, outputBytes, seconds, width, height } = asset
  const standing = assetStanding(db, asset, now)
  const isPreparing = standing.state === 'preparing'
  const made = watchable(db, asset)
  return {
    id,
    kind,
    state: isPreparing ? 'processing' : standing.state,
    name,
    size,
    outputBytes,
    progress: isPreparing ? standing.share : standing.state === 'ready' ? 1 : 0,
    secondsLeft: isPreparing ? standing.secondsLeft : null,
    waiting: isPreparing && standing.waiting,
    failure: standing.state === 'failed' ? standing.reason : null,
    watch: made ? { attempt: made.attempt, until: made.until, storyboard: asset.storyboard } : null,
    seconds,
    width,
    height,
    renditions: (asset.renditions ?? []).map((made) => ({ width: made.width, height: made.height })),
    source: asset.sourceKey === null ? 'gone' : asset.sourceClass === null ? 'kept' : 'archived',
    by: asset.preparedBy,
    again: kind === 'video' ? againStanding(db, asset, now) : null,
  }
}
