import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
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
    for (const prefix of waitedFor(db, assetId)) prefixes.delete(prefix)
  })
  for (const prefix of prefixes) await tenant.files.deletePrefix(prefix)
}

/** What an earlier attempt has left for a job that is still to read it, such as the sound that is to be written down. */
const waitedFor = (db: Reading, assetId: string): string[] =>
  db
    .select({ prefix: sql<string | null>`${jobs.payload} ->> '$.prefix'` })
    .from(jobs)
    .where(and(eq(jobs.subject, assetId), inArray(jobs.state, ['waiting', 'running'])))
    .all()
    .flatMap(({ prefix }) => prefix ?? [])
