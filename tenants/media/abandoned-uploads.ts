import { and, eq, getTableColumns, isNull, lt } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { putDeleteAtMux } from './mux/delete-at-mux.ts'
import { assets, uploads } from './schema.ts'

/** An upload that sleeps over a holiday still goes on. */
export const ABANDONED_MS = 7 * 86_400_000

/** Unfinished uploads that were begun too long ago, at most `limit` of them. */
export const abandonedUploads = (db: Reading, now: number, limit: number) =>
  db
    .select({ ...getTableColumns(uploads), name: assets.name })
    .from(uploads)
    .leftJoin(assets, eq(assets.id, uploads.assetId))
    .where(and(isNull(uploads.finishedAt), lt(uploads.createdAt, now - ABANDONED_MS)))
    .limit(limit)
    .all()

/** Gives an upload up for good, unless it was finished a moment before. Safe to repeat after a crash. */
export async function forgetUpload(tenant: Tenant, upload: typeof uploads.$inferSelect, now: number): Promise<void> {
  // The parts first: a row without parts is found again, parts without a row are not.
  if (upload.directUrl === null) await tenant.files.multipart.abort(upload.storageKey, upload.storageUploadId)
  const forgotten = await tenant.transact((tx) => {
    // It may have been finished a moment before: then its object is there and it stays.
    const open = tx
      .select({ id: uploads.id })
      .from(uploads)
      .where(and(eq(uploads.id, upload.id), isNull(uploads.finishedAt)))
      .get()
    if (!open) return false
    record(tx, { type: 'upload.abandoned', actor: 'platform', subject: upload.id, data: { assetId: upload.assetId } }, now)
    deleteUnsent(tx, upload.assetId, now)
    return true
  })
  // All parts may have become an object before a crash kept that from being noted.
  if (forgotten) await tenant.files.deletePrefix(`assets/${upload.assetId}/`)
}

/** The row of a file that was never sent to its end, and what Mux has of it. */
export function deleteUnsent(tx: Writing, assetId: string, now: number): void {
  const asset = tx.select().from(assets).where(eq(assets.id, assetId)).get()
  if (asset) putDeleteAtMux(tx, asset, now, { atOnce: true })
  tx.delete(assets).where(eq(assets.id, assetId)).run()
}
