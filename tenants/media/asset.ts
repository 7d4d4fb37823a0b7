import { and, eq, isNull } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { type Asset, assets } from './schema.ts'

/** A file of this school; undefined when there is none or it was deleted. */
export function assetById(db: Reading, id: string): Asset | undefined {
  return db
    .select()
    .from(assets)
    .where(and(eq(assets.id, id), isNull(assets.deletedAt)))
    .get()
}
