import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { JobNotNeeded } from '#tenants/jobs/failures.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { assetById } from '../asset.ts'
import { AssetUnknown } from '../failures.ts'
import { encodeAgain } from '../jobs.ts'
import { assets } from '../schema.ts'
import { sourceKeyOf } from '../source-key.ts'
import { fetchFromMux } from './jobs.ts'

/** A video at Mux becomes a file of ours again; then it is made once more, here. Until that is done students see what is at Mux. */
export const fetchFromMuxHandler = defineHandler(fetchFromMux, {
  prepare(tenant, { assetId, begunAt }) {
    const asset = tenant.read((db) => assetById(db, assetId))
    if (!asset?.muxAssetId) throw new AssetUnknown()
    return { school: tenant.id, assetId, begunAt, muxAsset: asset.muxAssetId, key: sourceKeyOf(assetId) }
  },
  settle(tx, { assetId }, { bytes }, _attempt, now) {
    const asset = assetById(tx, assetId)
    if (!asset) return
    tx.update(assets)
      .set({ sourceKey: sourceKeyOf(assetId), size: bytes, sourceClass: null, sourceDeletedAt: null })
      .where(eq(assets.id, assetId))
      .run()
    enqueue(tx, encodeAgain, { payload: { assetId }, subject: assetId }, now)
  },
  setAside(tx, { assetId }, reason, now) {
    record(tx, { type: 'video.not_moved', actor: 'platform', subject: assetId, data: { to: 'lectern', reason } }, now)
  },
  takeUp(tx, { assetId }) {
    const asset = assetById(tx, assetId)
    if (!asset) throw new AssetUnknown()
    if (asset.preparedBy !== 'mux' || asset.sourceKey !== null) throw new JobNotNeeded()
  },
  async tidy(tenant, { assetId }) {
    // What a broken try has left; a file that a row names is kept.
    const isKept = tenant.read((db) => assetById(db, assetId))?.sourceKey === sourceKeyOf(assetId)
    if (!isKept) await tenant.files.delete(sourceKeyOf(assetId))
  },
})
