import { eq, lt } from 'drizzle-orm'
import { OtherBrowser } from '#integrations/oauth/failures.ts'
import type { Profile } from '#integrations/oauth/provider.ts'
import { hashToken, newToken } from '#lib/crypto.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { HandoverSpent } from './failures.ts'
import { handovers } from './schema.ts'

/** From one host to the other takes a browser a moment. */
const LIFE_MS = 60_000

export interface Handover {
  readonly profile: Profile
  /** Who wants the account linked; null: somebody signs in by it. */
  readonly studentId: string | null
  /** Where to, once it is done. */
  readonly returnTo: string
}

/** Keeps, for a minute, who has come back to the platform's host; answers what its browser brings to the school's. */
export function makeHandover(
  tenant: Tenant,
  { profile, studentId, returnTo }: Handover,
  browserHash: string,
  now = Date.now(),
): Promise<string> {
  const token = newToken()
  return tenant.transact((tx) => {
    tx.delete(handovers).where(lt(handovers.expiresAt, now)).run()
    tx.insert(handovers)
      .values({ tokenHash: hashToken(token), ...profile, browserHash, studentId, returnTo, expiresAt: now + LIFE_MS })
      .run()
    return token
  })
}

/**
 * Uses it up, whatever becomes of it then; of two at the same moment one gets it. What another browser shows was stolen, or somebody
 * was led here: it is good for nobody any more.
 * @param browser what the browser that began has a cookie of
 * @throws HandoverSpent, OtherBrowser
 */
export async function takeHandover(tenant: Tenant, token: string, browser: string | undefined, now = Date.now()): Promise<Handover> {
  const tokenHash = hashToken(token)
  const row = await tenant.transact((tx) => tx.delete(handovers).where(eq(handovers.tokenHash, tokenHash)).returning().get())
  if (!row || row.expiresAt <= now) throw new HandoverSpent()
  if (browser === undefined || hashToken(browser) !== row.browserHash) throw new OtherBrowser()
  const { provider, subject, email, name, studentId, returnTo } = row
  return { profile: { provider, subject, email, name }, studentId, returnTo }
}
