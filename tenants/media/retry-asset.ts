import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from './asset.ts'
import { AssetUnknown, SourceGone } from './failures.ts'
import { encodeVideo } from './jobs.ts'
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
    if (!asset.sourceKey) throw new SourceGone()
    tx.update(assets).set({ state: 'processing', failure: null }).where(eq(assets.id, asset.id)).run()
    enqueue(tx, encodeVideo, { payload: { assetId: asset.id }, subject: asset.id }, now)
    record(tx, { type: 'video.retried', actor, subject: asset.id, data: {} }, now)
  })
}
