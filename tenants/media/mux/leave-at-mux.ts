import type { Writing } from '#tenants/database/handle.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import type { Asset } from '../schema.ts'
import { UNUSED_MS } from '../swept.ts'
import { deleteAtMux } from './jobs.ts'

/** Has what a video has at Mux deleted there, once no restore can bring back the row that plays it. The caller takes it out of the row, in the same transaction. */
export function deleteFromMux(
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
