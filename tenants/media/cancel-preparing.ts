import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import { cancelJobs } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from './asset.ts'
import { AssetUnknown } from './failures.ts'
import { assets } from './schema.ts'

/**
 * Stops preparing a video. The file stays, so that it can be started again (`retryAsset`); a video that is ready meanwhile stays ready.
 * The attempt ends at its next report, and what it has made is swept.
 * @throws AssetUnknown
 */
export function cancelPreparing(tenant: Tenant, actor: string, assetId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const asset = assetById(tx, assetId)
    if (asset?.kind !== 'video') throw new AssetUnknown()
    if (asset.state !== 'processing') return
    cancelJobs(tx, asset.id, now)
    tx.update(assets).set({ state: 'failed', failure: 'media.cancelled' }).where(eq(assets.id, asset.id)).run()
    record(tx, { type: 'video.cancelled', actor, subject: asset.id, data: {} }, now)
  })
}
