import { eq } from 'drizzle-orm'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { attemptPrefix } from './attempt-prefix.ts'
import { retiredPrefixes } from './retired-outputs.ts'
import { assets } from './schema.ts'

/** Removes what attempts have left that nobody plays; those that run now are not touched. */
export async function sweepAttempts(tenant: Tenant, assetId: string): Promise<void> {
  const prefixes = new Set<string>()
  for await (const object of tenant.files.list(`assets/${assetId}/`)) {
    const prefix = /^assets\/[^/]+\/[^/]+\//.exec(object.key)?.[0]
    if (prefix) prefixes.add(prefix)
  }
  tenant.read((db) => {
    const kept = db.select({ prefix: assets.outputPrefix }).from(assets).where(eq(assets.id, assetId)).get()?.prefix
    if (kept) prefixes.delete(kept)
    for (const prefix of retiredPrefixes(db, assetId)) prefixes.delete(prefix)
    for (const attempt of runningAttempts(db, assetId)) prefixes.delete(attemptPrefix(assetId, attempt))
  })
  for (const prefix of prefixes) await tenant.files.deletePrefix(prefix)
}
