import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from './asset.ts'
import { AssetUnknown, SourceGone } from './failures.ts'
import { prepareAtMux } from './mux/jobs.ts'
import { prepareHere } from './prepare-here.ts'
import { assets } from './schema.ts'

/**
 * Has a video whose preparation failed prepared again. One that has not failed is left alone, so two clicks start one job.
 * @throws AssetUnknown, SourceGone
 */
export function retryAsset(tenant: Tenant, actor: string, assetId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const asset = assetById(tx, assetId)
    if (asset?.kind !== 'video') throw new AssetUnknown()
    if (asset.state !== 'failed') return
    const atMux = asset.muxUploadId !== null || asset.muxAssetId !== null
    if (!atMux && !asset.sourceKey) throw new SourceGone()
    if (atMux) {
      // What was sent to Mux is there alone: it is asked again what became of it.
      tx.update(assets).set({ state: 'processing', failure: null }).where(eq(assets.id, asset.id)).run()
      enqueue(tx, prepareAtMux, { payload: { assetId: asset.id, begunAt: now }, subject: asset.id }, now)
    } else prepareHere(tx, asset, now)
    record(tx, { type: 'video.retried', actor, subject: asset.id, data: {} }, now)
  })
}
