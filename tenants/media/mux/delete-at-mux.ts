import { and, eq, isNotNull, ne, or } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type Asset, assets } from '../schema.ts'
import { UNUSED_MS } from '../swept.ts'
import { deleteAtMux } from './jobs.ts'

/** Has what a video has at Mux deleted there, once no restore can bring back the row that plays it. The caller takes it out of the row, in the same transaction. */
export function putDeleteAtMux(
  tx: Writing,
  { id, muxUploadId: upload, muxAssetId: muxAsset }: Pick<Asset, 'id' | 'muxUploadId' | 'muxAssetId'>,
  now: number,
  { atOnce = false } = {},
): void {
  const subject = muxAsset ?? upload
  if (!subject) return
  enqueue(tx, deleteAtMux, { payload: { assetId: id, upload, muxAsset }, subject, runAt: atOnce ? now : now + UNUSED_MS }, now)
}

/** What a row says that has nothing at Mux any more. */
export const NOTHING_AT_MUX = { muxUploadId: null, muxAssetId: null, muxPlaybackId: null } as const

export const deleteAtMuxHandler = defineHandler(deleteAtMux, {
  prepare: (tenant, { assetId, upload, muxAsset }) => {
    const isUsed = muxAsset !== null && tenant.read((db) => usesAtMux(db, assetId, muxAsset))
    return { school: tenant.id, assetId, upload: isUsed ? null : upload, muxAsset: isUsed ? null : muxAsset }
  },
  // Nobody waits for it, and no screen shows it: its row among the jobs and the log say what became of it.
  settle() {},
  setAside() {},
  takeUp() {},
})

/** Whether a video that is there is, or is being, made of it. */
const usesAtMux = (db: Reading, assetId: string, muxAsset: string): boolean => {
  const asset = db.select().from(assets).where(eq(assets.id, assetId)).get()
  return asset !== undefined && asset.deletedAt === null && asset.muxAssetId === muxAsset
}

/** One thing at Mux, or an upload that waits there. */
export type ToDelete = Pick<typeof deleteAtMux.payload._output, 'assetId' | 'upload' | 'muxAsset'>

/**
 * All that a school's file knows to be at Mux: what its videos have there, and what is still to be deleted. A job that was stopped has
 * deleted nothing: also those of a school that goes, whose jobs are stopped first.
 */
export function allAtMux(db: Reading): ToDelete[] {
  const had = db
    .select({ assetId: assets.id, upload: assets.muxUploadId, muxAsset: assets.muxAssetId })
    .from(assets)
    .where(or(isNotNull(assets.muxUploadId), isNotNull(assets.muxAssetId)))
    .all()
  const left = db
    .select({ payload: jobs.payload })
    .from(jobs)
    .where(and(eq(jobs.kind, deleteAtMux.name), ne(jobs.state, 'done')))
    .all()
  return [...had, ...left.map(({ payload }) => deleteAtMux.payload.parse(payload))]
}

/** Deletes one of them now. Answers whether nothing is left of it. @throws MuxRefused, MuxAway */
export async function removeAtMux(mux: NonNullable<Tenant['mux']>, { assetId, upload, muxAsset }: ToDelete): Promise<boolean> {
  const sent = upload === null ? undefined : await mux.upload(assetId, upload)
  if (upload !== null && sent?.status === 'waiting') await mux.cancelUpload(assetId, upload)
  const made = muxAsset ?? sent?.assetId
  if (made === undefined) return upload === null || sent?.status !== 'waiting' || (await isCancelled(mux, assetId, upload))
  await mux.deleteAsset(assetId, made)
  return (await mux.asset(assetId, made)) === undefined
}

/** The file may have arrived whole in the very moment. */
const isCancelled = async (mux: NonNullable<Tenant['mux']>, assetId: string, upload: string): Promise<boolean> => {
  const sent = await mux.upload(assetId, upload)
  return sent?.status !== 'waiting' && sent?.status !== 'asset_created'
}
