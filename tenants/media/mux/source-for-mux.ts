import { z } from 'zod'
import { isAtWork } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from '../asset.ts'
import type { Asset } from '../schema.ts'

/** Mux fetches within minutes, or hours where it has much to do. */
const LINK_LIFE_MS = 24 * 3_600_000

const Link = z.object({ a: z.string(), e: z.number() })

/** Where Mux finds a file of ours: in the bucket, or here where there is none. Null where Mux cannot come. */
export async function sourceForMux(tenant: Tenant, { id, sourceKey }: Asset, now = Date.now()): Promise<string | null> {
  if (!tenant.mux?.place.seesUs || !sourceKey) return null
  const inBucket = await tenant.files.getUrl(sourceKey, LINK_LIFE_MS)
  return inBucket ?? `${tenant.mux.place.origin}/sources/${tenant.id}/${tenant.seal('source', { a: id, e: now + LINK_LIFE_MS })}`
}

/** What such a link is for, as long as somebody is at work on the video; undefined otherwise. */
export function sourceByLink(tenant: Tenant, token: string, now = Date.now()): string | undefined {
  const link = Link.safeParse(tenant.unseal('source', token)).data
  if (!link || link.e <= now) return undefined
  return tenant.read((db) => (isAtWork(db, link.a) ? (assetById(db, link.a)?.sourceKey ?? undefined) : undefined))
}
