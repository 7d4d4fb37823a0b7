import { eq } from 'drizzle-orm'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assets } from './schema.ts'

export interface Orphans {
  readonly objects: number
  readonly bytes: number
}

/**
 * Removes objects that no row knows: of a file that was deleted while somebody still wrote, of attempts whose end nobody saw.
 * They must have lain untouched for `olderThanMs`, for an older copy of the school's file that was put back knows less than there is.
 */
export async function sweepOrphans(tenant: Tenant, olderThanMs: number, { dryRun = false, now = Date.now() } = {}): Promise<Orphans> {
  let [objects, bytes] = [0, 0]
  for await (const prefix of orphanPrefixes(tenant)) {
    const found = await weigh(tenant, prefix)
    if (found.objects === 0 || now - found.touchedAt < olderThanMs) continue
    if (!dryRun) await tenant.files.deletePrefix(prefix)
    objects += found.objects
    bytes += found.bytes
  }
  return { objects, bytes }
}

async function* orphanPrefixes(tenant: Tenant): AsyncIterable<string> {
  for await (const id of tenant.files.folders('assets/')) {
    const below = `assets/${id}/`
    const asset = tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get())
    if (!asset || (asset.deletedAt !== null && asset.sourceKey === null)) {
      yield below
      continue
    }
    for await (const attempt of tenant.files.folders(below)) {
      const prefix = `${below}${attempt}/`
      // Asked for each: an attempt may have been settled since the folders were looked at.
      const kept = tenant.read((db) => {
        const output = db.select({ prefix: assets.outputPrefix }).from(assets).where(eq(assets.id, id)).get()?.prefix
        return output === prefix || runningAttempts(db, id).includes(attempt)
      })
      if (!kept) yield prefix
    }
  }
}

async function weigh(tenant: Tenant, prefix: string): Promise<Orphans & { touchedAt: number }> {
  let [objects, bytes, touchedAt] = [0, 0, 0]
  for await (const { size, modifiedAt } of tenant.files.list(prefix)) {
    objects++
    bytes += size
    touchedAt = Math.max(touchedAt, modifiedAt)
  }
  return { objects, bytes, touchedAt }
}
