import { eq } from 'drizzle-orm'
import { runningAttempts } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { retiredPrefixes } from './retired-outputs.ts'
import { assets } from './schema.ts'
import type { SweptThing } from './swept.ts'

/**
 * Removes objects that no row knows: of a file that was deleted while somebody still wrote, of attempts whose end nobody saw.
 * They must have lain untouched for `olderThanMs`, for an older copy of the school's file that was put back knows less than there is.
 */
export async function sweepOrphans(tenant: Tenant, olderThanMs: number, { dryRun = false, now = Date.now() } = {}): Promise<SweptThing[]> {
  const swept: SweptThing[] = []
  for await (const { prefix, why } of orphanPrefixes(tenant)) {
    const found = await weigh(tenant, prefix)
    if (found.objects === 0 || now - found.touchedAt < olderThanMs) continue
    if (!dryRun) {
      // Asked once more: weighing thousands of segments takes its time, and the row may have come back since.
      if (!orphan(tenant, prefix)) continue
      await tenant.files.deletePrefix(prefix)
    }
    swept.push({ why, key: prefix, name: null, objects: found.objects, bytes: found.bytes, since: found.touchedAt })
  }
  return swept
}

async function* orphanPrefixes(tenant: Tenant): AsyncIterable<{ prefix: string; why: SweptThing['why'] }> {
  for await (const id of tenant.files.folders('assets/')) {
    const below = `assets/${id}/`
    if (orphan(tenant, below)) {
      yield { prefix: below, why: 'no_file' }
      continue
    }
    for await (const attempt of tenant.files.folders(below)) {
      // Asked for each: an attempt may have been settled since the folders were looked at.
      const prefix = `${below}${attempt}/`
      if (orphan(tenant, prefix)) yield { prefix, why: 'no_attempt' }
    }
  }
}

/** Whether no row knows what lies below `assets/<id>/`, or `assets/<id>/<attempt>/`. */
function orphan(tenant: Tenant, prefix: string): boolean {
  const [, id = '', attempt = ''] = prefix.split('/')
  return tenant.read((db) => {
    const asset = db.select().from(assets).where(eq(assets.id, id)).get()
    if (!asset || (asset.deletedAt !== null && asset.sourceKey === null && asset.outputPrefix === null)) return true
    if (attempt === '') return false
    return asset.outputPrefix !== prefix && !retiredPrefixes(db, id).includes(prefix) && !runningAttempts(db, id).includes(attempt)
  })
}

async function weigh(tenant: Tenant, prefix: string): Promise<{ objects: number; bytes: number; touchedAt: number }> {
  let [objects, bytes, touchedAt] = [0, 0, 0]
  for await (const { size, modifiedAt } of tenant.files.list(prefix)) {
    objects++
    bytes += size
    touchedAt = Math.max(touchedAt, modifiedAt)
  }
  return { objects, bytes, touchedAt }
}
