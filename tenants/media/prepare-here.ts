import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { encodeVideo } from './jobs.ts'
import { NOTHING_AT_MUX } from './mux/delete-at-mux.ts'
import { type Asset, assets } from './schema.ts'

/** Has a video made from its original by our own ffmpeg, whoever had it before; until then it does not play. What it has at Mux its row forgets. */
export function prepareHere(tx: Writing, { id }: Pick<Asset, 'id'>, now: number): void {
  tx.update(assets)
    .set({ state: 'processing', failure: null, preparedBy: 'lectern', ...NOTHING_AT_MUX })
    .where(eq(assets.id, id))
    .run()
  enqueue(tx, encodeVideo, { payload: { assetId: id }, subject: id }, now)
}
