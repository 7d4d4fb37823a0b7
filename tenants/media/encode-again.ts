import { eq } from 'drizzle-orm'
import { noteVideoLength } from '#tenants/courses/versions.ts'
import { record } from '#tenants/events/record.ts'
import { JobNotNeeded } from '#tenants/jobs/failures.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { assetById } from './asset.ts'
import { attemptPrefix } from './attempt-prefix.ts'
import { sweepAttempts } from './attempts-left.ts'
import { encodeInput } from './encode-input.ts'
import { AssetUnknown, SourceGone } from './failures.ts'
import { encodeAgain } from './jobs.ts'
import { NOTHING_AT_MUX, putDeleteAtMux } from './mux/delete-at-mux.ts'
import { retireOutput } from './retired-outputs.ts'
import { assets } from './schema.ts'
import { noteEncoded } from './usage.ts'

/** A video that plays is made once more, or for the first time here where Mux had made it. Until it is settled, and whatever becomes of it, students see what there was. */
export const encodeAgainHandler = defineHandler(encodeAgain, {
  prepare: (tenant, { assetId }, attempt) => encodeInput(tenant, assetId, attempt),
  source: (tenant, { assetId }) => {
    const asset = tenant.read((db) => assetById(db, assetId))
    return asset && { seconds: asset.seconds, bytes: asset.size }
  },
  settle(tx, { assetId }, video, attempt, now) {
    noteEncoded(tx, video.seconds, now)
    const asset = assetById(tx, assetId)
    // Deleted meanwhile: what was made is swept with the attempt.
    if (!asset) return
    retireOutput(tx, asset, now)
    const moved = asset.preparedBy === 'mux'
    if (moved) putDeleteAtMux(tx, asset, now)
    const { seconds, width, height, renditions, bytes: outputBytes, ladder = null, storyboard = false } = video
    tx.update(assets)
      .set({
        ...{ outputPrefix: attemptPrefix(assetId, attempt), seconds, width, height, renditions, outputBytes, ladder, storyboard },
        // Who had it until now may have lost it meanwhile.
        ...{ state: 'ready', failure: null, readyAt: now },
        ...(moved && { preparedBy: 'lectern', ...NOTHING_AT_MUX }),
      })
      .where(eq(assets.id, assetId))
      .run()
    noteVideoLength(tx, assetId, seconds)
    if (moved) record(tx, { type: 'video.moved', actor: 'platform', subject: assetId, data: { to: 'lectern' } }, now)
    else record(tx, { type: 'video.prepared_again', actor: 'platform', subject: assetId, data: { seconds, attempt } }, now)
  },
  setAside(tx, { assetId }, reason, now) {
    if (assetById(tx, assetId)?.preparedBy === 'mux')
      record(tx, { type: 'video.not_moved', actor: 'platform', subject: assetId, data: { to: 'lectern', reason } }, now)
    else record(tx, { type: 'video.not_prepared_again', actor: 'platform', subject: assetId, data: { reason } }, now)
  },
  takeUp(tx, { assetId }) {
    const asset = assetById(tx, assetId)
    if (!asset) throw new AssetUnknown()
    if (asset.state !== 'ready') throw new JobNotNeeded()
    if (!asset.sourceKey) throw new SourceGone()
  },
  tidy: (tenant, { assetId }) => sweepAttempts(tenant, assetId),
})
