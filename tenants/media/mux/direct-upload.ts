import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { MuxAway } from '#integrations/mux/mux.ts'
import { fail } from '#lib/failure.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { UploadRefused, UploadUnknown } from '../failures.ts'
import { type Asset, assets, uploads } from '../schema.ts'
import { NoMux, refuseAsMux } from './failures.ts'
import { prepareAtMux } from './jobs.ts'

// A file that the browser sends to Mux itself, in chunks, one after the other: what arrived stays, as with Google Cloud Storage's resumable
// uploads (cloud.google.com/storage/docs/performing-resumable-uploads), which Mux's are.

type Upload = typeof uploads.$inferSelect
/** One that goes to Mux. */
export type DirectUpload = Upload & { readonly directUrl: string }

export const isDirect = (upload: Upload): upload is DirectUpload => upload.directUrl !== null

/** Has Mux wait for a file. @throws NoMux, MuxTakesNothing */
export async function beginDirect(tenant: Tenant, assetId: string): Promise<{ muxUploadId: string; url: string }> {
  const mux = tenant.mux ?? fail(new NoMux())
  const { uploadId, url } = await mux.createUpload(assetId).catch((error: unknown) => refuseAsMux(tenant.log, error))
  return { muxUploadId: uploadId, url }
}

const PATIENCE_MS = 15_000

/** How many bytes from the beginning have arrived. @throws UploadUnknown when nothing is waiting there any more; MuxTakesNothing */
export async function arrived({ log }: Pick<Tenant, 'log'>, { directUrl, size }: DirectUpload): Promise<number> {
  const asked = { method: 'PUT', headers: { 'Content-Range': `bytes */${size}`, 'Content-Length': '0' } }
  const answer = await fetch(directUrl, { ...asked, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (error: unknown) => refuseAsMux(log, new MuxAway(String(error), { cause: error })),
  )
  await answer.body?.cancel()
  if (answer.ok) return size
  if (answer.status === 308) {
    const last = /^bytes=0-(\d+)$/.exec(answer.headers.get('Range') ?? '')?.[1]
    return last === undefined ? 0 : Math.min(size, Number(last) + 1)
  }
  if (answer.status >= 500 || answer.status === 429) return refuseAsMux(log, new MuxAway(`the upload answered ${answer.status}`))
  throw new UploadUnknown()
}

/**
 * The browser says that it has sent all: Mux is asked. Then a job waits for what Mux makes of it. Safe to repeat.
 * @throws UploadUnknown, UploadRefused when bytes are missing; MuxTakesNothing
 */
export async function finishDirect(tenant: Tenant, actor: string, upload: DirectUpload, now: number): Promise<Asset> {
  const mux = tenant.mux ?? fail(new NoMux())
  const muxUploadId = tenant.read((db) => db.select().from(assets).where(eq(assets.id, upload.assetId)).get())?.muxUploadId
  const sent = muxUploadId
    ? await mux.upload(upload.assetId, muxUploadId).catch((error: unknown) => refuseAsMux(tenant.log, error))
    : undefined
  if (!sent || sent.status === 'cancelled' || sent.status === 'timed_out') throw new UploadUnknown()
  // What Mux could not use is told by the job, in words. Until Mux has looked, it says that it waits, also when everything is there.
  if (sent.status === 'waiting' && (await arrived(tenant, upload)) < upload.size) throw new UploadRefused('incomplete')
  return tenant.transact((tx) => {
    const open = tx.select().from(uploads).where(eq(uploads.id, upload.id)).get()
    if (!open) throw new UploadUnknown()
    if (open.finishedAt === null) finish(tx, open, { actor, muxAssetId: sent.assetId }, now)
    return tx.select().from(assets).where(eq(assets.id, upload.assetId)).get() ?? fail(new UploadUnknown())
  })
}

/** Mux says that it has all of an upload: whoever sent it may be gone by now, and the file is not to wait for them. */
export async function finishHeard(tenant: Tenant, assetId: string, muxAssetId: string, now: number): Promise<void> {
  await tenant.transact((tx) => {
    const open = tx
      .select()
      .from(uploads)
      .where(and(eq(uploads.assetId, assetId), isNull(uploads.finishedAt), isNotNull(uploads.directUrl)))
      .get()
    if (open) finish(tx, open, { actor: open.createdBy, muxAssetId }, now)
  })
}

function finish(tx: Writing, { id, assetId }: Upload, of: { actor: string; muxAssetId: string | undefined }, now: number): void {
  // From here on nobody may send anything there.
  tx.update(uploads).set({ finishedAt: now, directUrl: null }).where(eq(uploads.id, id)).run()
  tx.update(assets)
    .set({ state: 'processing', muxAssetId: of.muxAssetId ?? null })
    .where(eq(assets.id, assetId))
    .run()
  record(tx, { type: 'upload.finished', actor: of.actor, subject: id, data: { assetId } }, now)
  enqueue(tx, prepareAtMux, { payload: { assetId, begunAt: now }, subject: assetId }, now)
}
