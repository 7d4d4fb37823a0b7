import { eq } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import { assets } from '#tenants/media/schema.ts'
import { schools } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { contentVersion, type SchoolRow, school } from './schema.ts'

const row = prepared((db: Reading) => db.select().from(school).prepare())
const version = prepared((db: Reading) => db.select({ version: contentVersion.version }).from(contentVersion).prepare())

/** The school's own row. */
export const schoolProfile = (db: Reading): SchoolRow => row(db).get() ?? fail(new SchoolUnknown())

/** Grows with every change a visitor can see. */
export const contentVersionOf = (db: Reading): number => version(db).get()?.version ?? 0

/** The widths a picture is ready in, smallest first; empty while it is being prepared. */
export function pictureWidths(db: Reading, assetId: string | null): number[] {
  if (!assetId) return []
  const asset = db.select().from(assets).where(eq(assets.id, assetId)).get()
  return asset?.state === 'ready' ? (asset.renditions ?? []).map((one) => one.width).sort((a, b) => a - b) : []
}

export type SchoolChange = Partial<
  Pick<SchoolRow, 'name' | 'tagline' | 'about' | 'instructorName' | 'accent' | 'logoAssetId' | 'openSignUp'>
>

/** Changes how the school presents itself; the registry's copy of the name follows. */
export async function changeSchool(all: Schools, tenant: Tenant, actor: string, change: SchoolChange, now = Date.now()): Promise<void> {
  await tenant.transact((tx) => {
    tx.update(school).set(change).where(eq(school.id, 1)).run()
    record(tx, { type: 'school.branded', actor, subject: tenant.id, data: {} }, now)
  })
  const { name } = change
  // Every prepared page of every school hangs on the registry's version: it moves only when something did.
  if (name !== undefined && name !== all.registry.byId(tenant.id)?.name)
    await all.registry.transact((tx) => tx.update(schools).set({ name }).where(eq(schools.id, tenant.id)).run().changes)
}
