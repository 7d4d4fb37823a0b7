import { z } from 'zod'
import type { Tenant } from '#tenants/tenant.ts'

/** As long as a page may stand open before its button is pressed. */
const LINK_LIFE_MS = 8 * 3_600_000

/** Whose link to a file as it was uploaded: asset, member of staff, expiry. */
const OriginalLink = z.object({ a: z.string(), s: z.string(), e: z.number() })
export type OriginalLink = z.infer<typeof OriginalLink>

export const originalToken = (tenant: Tenant, link: Omit<OriginalLink, 'e'>, now = Date.now()): string =>
  tenant.seal('original', { ...link, e: now + LINK_LIFE_MS })

export const readOriginalToken = (tenant: Tenant, token: string): OriginalLink | undefined =>
  OriginalLink.safeParse(tenant.unseal('original', token)).data
