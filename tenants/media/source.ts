import { eq } from 'drizzle-orm'
import type { Tenant } from '#tenants/tenant.ts'
import { assets } from './schema.ts'

/** Where a file as it was uploaded lies. @throws Error when it is gone; the job then ends with its reason. */
export function sourceOf(tenant: Tenant, assetId: string): string {
  const asset = tenant.read((db) => db.select().from(assets).where(eq(assets.id, assetId)).get())
  if (!asset?.sourceKey) throw new Error(`asset ${assetId} has no source`)
  return asset.sourceKey
}
