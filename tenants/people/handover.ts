import { eq, lt } from 'drizzle-orm'
import { OtherBrowser } from '#integrations/oauth/failures.ts'
import type { Profile } from '#integrations/oauth/provider.ts'
import { hashToken, newToken } from '#lib/crypto.ts'
import { fail } from '#lib/failure.ts'
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
 * Uses it up, whatever becomes of it then; of two at the same moment one gets it.
 * @param browser what the browser that began has a cookie of: another one neither gets in nor uses anything up
 * @throws HandoverSpent, OtherBrowser
 */
export function takeHandover(tenant: Tenant, token: string, browser: string | undefined, now = Date.now()): Promise<Handover> {
  const tokenHash = hashToken(token)
  return tenant
    .transact((tx) => {
      const row = tx.select().from(handovers).where(eq(handovers.tokenHash, tokenHash)).get() ?? fail(new HandoverSpent())
      if (browser === undefined || hashToken(browser) !== row.browserHash) throw new OtherBrowser()
      tx.delete(handovers).where(eq(handovers.tokenHash, tokenHash)).run()
      const { provider, subject, email, name, studentId, returnTo } = row
      return { profile: { provider, subject, email, name }, studentId, returnTo, isOver: row.expiresAt <= now }
    })
    .then(({ isOver, ...handover }) => (isOver ? fail(new HandoverSpent()) : handover))
}
