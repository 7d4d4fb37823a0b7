import { eq } from 'drizzle-orm'
import { noteVideoLength } from '#tenants/courses/versions.ts'
import { record } from '#tenants/events/record.ts'
import { JobNotNeeded } from '#tenants/jobs/failures.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { assetById } from '../asset.ts'
import { AssetUnknown } from '../failures.ts'
import { retireOutput } from '../retired-outputs.ts'
import { type Asset, assets } from '../schema.ts'
import { noteEncoded } from '../usage.ts'
import { NOTHING_AT_MUX, putDeleteAtMux } from './delete-at-mux.ts'
import { prepareAtMux } from './jobs.ts'
import { sourceForMux } from './source-for-mux.ts'

/** A video that plays already, and is to be at Mux: until it is there, and whatever becomes of it, students see what there is. */
const isMoving = ({ state, preparedBy }: Asset): boolean => state === 'ready' && preparedBy !== 'mux'

export const prepareAtMuxHandler = defineHandler(prepareAtMux, {
  async prepare(tenant, { assetId, begunAt }) {
    const asset = tenant.read((db) => assetById(db, assetId))
    if (!asset) throw new AssetUnknown()
    const { muxUploadId: upload, muxAssetId: muxAsset } = asset
    const source = upload === null && muxAsset === null ? await sourceForMux(tenant, asset) : null
    return { school: tenant.id, assetId, begunAt, upload, muxAsset, source }
  },
  hear(tx, { assetId }, { muxAssetId }) {
    tx.update(assets).set({ muxAssetId }).where(eq(assets.id, assetId)).run()
  },
  settle(tx, { assetId }, { muxAssetId, playbackId, seconds, width, height }, attempt, now) {
    noteEncoded(tx, seconds, now)
    const asset = assetById(tx, assetId)
    // Deleted meanwhile: what it has at Mux goes with it.
    if (!asset) return
    const moved = isMoving(asset)
    retireOutput(tx, asset, now)
    tx.update(assets)
      .set({
        ...{ state: 'ready', failure: null, preparedBy: 'mux', muxAssetId, muxPlaybackId: playbackId },
        ...{ seconds, width, height, readyAt: now },
        ...{ outputPrefix: null, outputBytes: 0, storyboard: true, renditions: null, ladder: null, earlyAttempt: null, earlyUntil: null },
      })
      .where(eq(assets.id, assetId))
      .run()
    noteVideoLength(tx, assetId, seconds)
    if (moved) record(tx, { type: 'video.moved', actor: 'platform', subject: assetId, data: { to: 'mux' } }, now)
    else record(tx, { type: 'video.ready', actor: 'platform', subject: assetId, data: { seconds, attempt } }, now)
  },
  setAside(tx, { assetId }, reason, now) {
    const asset = assetById(tx, assetId)
    if (!asset) return
    if (isMoving(asset)) {
      putDeleteAtMux(tx, asset, now, { atOnce: true })
      tx.update(assets).set(NOTHING_AT_MUX).where(eq(assets.id, assetId)).run()
      record(tx, { type: 'video.not_moved', actor: 'platform', subject: assetId, data: { to: 'mux', reason } }, now)
      return
    }
    if (asset.state !== 'processing') return
    tx.update(assets).set({ state: 'failed', failure: reason }).where(eq(assets.id, assetId)).run()
    record(tx, { type: 'video.failed', actor: 'platform', subject: assetId, data: { reason } }, now)
  },
  takeUp(tx, { assetId }) {
    const asset = assetById(tx, assetId)
    if (!asset) throw new AssetUnknown()
    if (isMoving(asset)) return
    if (asset.state !== 'failed') throw new JobNotNeeded()
    tx.update(assets).set({ state: 'processing', failure: null }).where(eq(assets.id, assetId)).run()
  },
})
