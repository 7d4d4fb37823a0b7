import type { z } from 'zod'
import { protectionOf } from '#tenants/protection/protection.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from './asset.ts'
import { attemptPlaces } from './broker.ts'
import type { EncodeInput } from './jobs.ts'
import { sourceOf } from './source.ts'

/** What an attempt to make a video works with: where it reads and writes, and what it encrypts with where the school asks for it. */
export function encodeInput(tenant: Tenant, assetId: string, attempt: string): z.infer<typeof EncodeInput> {
  const key = tenant.read((db) => (protectionOf(db).encrypts ? assetById(db, assetId)?.segmentKey : undefined))
  return { ...attemptPlaces(tenant, assetId, attempt, sourceOf(tenant, assetId)), ...(key && { key }) }
}
