import { eq, lte } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { longestLinkMs } from './links.ts'
import { type Asset, retiredOutputs } from './schema.ts'

/** Keeps what was made before for as long as a player may hold a link to it. */
export function retireOutput(tx: Writing, { id, outputPrefix, outputBytes, seconds }: Asset, now: number): void {
  if (!outputPrefix) return
  tx.insert(retiredOutputs)
    .values({ outputPrefix, assetId: id, bytes: outputBytes, until: now + longestLinkMs(seconds ?? 0) })
    .run()
}

/** Where what was made before of a video lies, as long as it is kept. */
export const retiredPrefixes = (db: Reading, assetId: string): string[] =>
  db
    .select({ prefix: retiredOutputs.outputPrefix })
    .from(retiredOutputs)
    .where(eq(retiredOutputs.assetId, assetId))
    .all()
    .map(({ prefix }) => prefix)

/** Those nobody holds a link to any more. */
export const outlived = (db: Reading, now: number, limit: number) =>
  db.select().from(retiredOutputs).where(lte(retiredOutputs.until, now)).limit(limit).all()

/** The objects first: a row without objects is found again, objects without a row lie for a month. */
export async function forgetOutput(tenant: Tenant, prefix: string): Promise<void> {
  await tenant.files.deletePrefix(prefix)
  await tenant.transact((tx) => void tx.delete(retiredOutputs).where(eq(retiredOutputs.outputPrefix, prefix)).run())
}
