import { randomBytes } from 'node:crypto'
import { and, eq, isNull } from 'drizzle-orm'
import { PartRefused, UploadIncomplete } from '#integrations/storage/storage.ts'
import { fail } from '#lib/failure.ts'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { abandonedUploads, deleteUnsent, forgetUpload } from './abandoned-uploads.ts'
import { PartNotTaken, TooManyUploads, UploadRefused, UploadUnknown } from './failures.ts'
import { encodeVideo, resizeImage } from './jobs.ts'
import { preparerOf } from './mux/choice.ts'
import { arrived, beginDirect, finishDirect, isDirect } from './mux/direct-upload.ts'
import { type Asset, assets, uploads } from './schema.ts'
import { sourceKeyOf } from './source-key.ts'

const MIB = 1024 * 1024

/** 8 MiB: few enough requests for a lecture, little enough to send again on a bad line. */
export const PART_BYTES = 8 * MIB
/** Of the largest video that is taken. */
export const MOST_VIDEO_BYTES = 20 * 1024 * MIB
const LIMITS = { video: MOST_VIDEO_BYTES, image: 25 * MIB } as const
/** Unfinished ones of a school: what of them is stored belongs to no asset yet. */
const MOST_OPEN = 50
/** What a signed part URL may wait before it is used. */
export const PART_URL_LIFE_MS = 15 * 60_000

export interface UploadTicket {
  readonly uploadId: string
  readonly assetId: string
  readonly partSize: number
  /** Numbers of the parts that are safely stored. */
  readonly parts: readonly number[]
  /** Where the browser sends the file itself instead, one chunk of `partSize` after the other, and how many bytes are there. */
  readonly direct?: { readonly url: string; readonly stored: number }
}

export interface FileToSend {
  readonly name: string
  readonly size: number
  readonly kind: Asset['kind']
}

/**
 * Starts an upload: in parts, straight to storage, or to Mux, where it prepares the school's videos.
 * @throws UploadRefused, TooManyUploads, MuxTakesNothing
 */
export async function beginUpload(tenant: Tenant, actor: string, file: FileToSend, now = Date.now()): Promise<UploadTicket> {
  if (file.kind === 'image' || tenant.read((db) => preparerOf(tenant, db)) === 'lectern') return beginParts(tenant, actor, file, now)
  await checkFile(tenant, file, now)
  const assetId = newId('asset', now)
  const uploadId = newId('upload', now)
  const { muxUploadId, url } = await beginDirect(tenant, assetId)
  await tenant.transact((tx) => {
    const place = { storageKey: '', storageUploadId: '', directUrl: url }
    insertUpload(tx, actor, file, { assetId, uploadId, ...place, preparedBy: 'mux', muxUploadId }, now)
  })
  return { uploadId, assetId, partSize: PART_BYTES, parts: [], direct: { url, stored: 0 } }
}

/** To storage, whoever prepares the school's videos. @throws UploadRefused, TooManyUploads */
export async function beginParts(tenant: Tenant, actor: string, file: FileToSend, now = Date.now()): Promise<UploadTicket> {
  await checkFile(tenant, file, now)
  const assetId = newId('asset', now)
  const uploadId = newId('upload', now)
  const storageKey = sourceKeyOf(assetId)
  const storageUploadId = await tenant.files.multipart.begin(storageKey, { size: file.size, partSize: PART_BYTES })
  await tenant.transact((tx) => {
    const place = { storageKey, storageUploadId, directUrl: null }
    insertUpload(tx, actor, file, { assetId, uploadId, ...place, preparedBy: 'lectern', muxUploadId: null }, now)
  })
  return { uploadId, assetId, partSize: PART_BYTES, parts: [] }
}

/** @throws UploadRefused, TooManyUploads */
async function checkFile(tenant: Tenant, file: FileToSend, now: number): Promise<void> {
  if (file.size < 1) throw new UploadRefused('empty')
  if (file.size > LIMITS[file.kind]) throw new UploadRefused('too_large')
  await makeRoom(tenant, now)
}

type Begun = Pick<Asset, 'preparedBy' | 'muxUploadId'> &
  Pick<typeof uploads.$inferSelect, 'storageKey' | 'storageUploadId' | 'directUrl'> & {
    readonly assetId: string
    readonly uploadId: string
  }

function insertUpload(tx: Writing, actor: string, file: FileToSend, begun: Begun, now: number): void {
  const { assetId, uploadId, storageKey, storageUploadId, directUrl, preparedBy, muxUploadId } = begun
  tx.insert(assets)
    .values({
      id: assetId,
      kind: file.kind,
      state: 'uploading',
      name: file.name.slice(0, 255),
      size: file.size,
      segmentKey: file.kind === 'video' ? randomBytes(16).toString('hex') : null,
      preparedBy,
      muxUploadId,
      createdBy: actor,
      createdAt: now,
    })
    .run()
  tx.insert(uploads)
    .values({
      id: uploadId,
      assetId,
      storageKey,
      storageUploadId,
      directUrl,
      size: file.size,
      partSize: PART_BYTES,
      createdBy: actor,
      createdAt: now,
    })
    .run()
  record(tx, { type: 'upload.begun', actor, subject: uploadId, data: { assetId, size: file.size } }, now)
}
/** Gives up what nobody will resume, where there is too much of it. @throws TooManyUploads */
async function makeRoom(tenant: Tenant, now: number): Promise<void> {
  const open = () => tenant.read((db) => db.select({ id: uploads.id }).from(uploads).where(isNull(uploads.finishedAt)).all().length)
  if (open() < MOST_OPEN) return
  for (const upload of tenant.read((db) => abandonedUploads(db, now, MOST_OPEN))) await forgetUpload(tenant, upload, now)
  if (open() >= MOST_OPEN) throw new TooManyUploads(MOST_OPEN)
}

/**
 * What of an upload is stored, so that a browser can go on after a reload or a closed laptop. A finished one answers all
 * its parts: a browser that missed the end has nothing to send and hears it by finishing again.
 * @throws UploadUnknown also when storage has forgotten it
 */
export async function resumeUpload(tenant: Tenant, uploadId: string): Promise<UploadTicket> {
  const upload = anyUpload(tenant, uploadId)
  const { assetId, partSize } = upload
  if (upload.finishedAt) {
    const parts = Array.from({ length: Math.ceil(upload.size / partSize) }, (_, index) => index + 1)
    return { uploadId, assetId, partSize, parts }
  }
  if (isDirect(upload))
    return { uploadId, assetId, partSize, parts: [], direct: { url: upload.directUrl, stored: await arrived(tenant, upload) } }
  try {
    const parts = await tenant.files.multipart.parts(upload.storageKey, upload.storageUploadId)
    return { uploadId, assetId, partSize, parts: parts.map((part) => part.number) }
  } catch (error) {
    throw forgotten(error)
  }
}

export interface PartOffer {
  readonly number: number
  readonly size: number
  /** Base64 SHA-256. */
  readonly sha256: string
}

/**
 * URLs to PUT these parts to, each good for one part of one upload for a quarter of an hour.
 * Storage that takes bytes itself answers its own; otherwise `appUrl` makes one that our endpoint takes.
 * @throws UploadUnknown, UploadRefused when it is finished, PartNotTaken
 */
export async function signParts(
  tenant: Tenant,
  uploadId: string,
  parts: readonly PartOffer[],
  appUrl: (sealed: string) => string,
  now = Date.now(),
): Promise<{ number: number; url: string }[]> {
  const { storageKey, storageUploadId, directUrl } = openUpload(tenant, uploadId)
  if (directUrl !== null) throw new PartNotTaken('unknown_upload')
  const sign = async (part: PartOffer) => ({
    number: part.number,
    url:
      (await tenant.files.multipart.partUrl(storageKey, storageUploadId, part, PART_URL_LIFE_MS)) ??
      appUrl(tenant.seal('upload-part', { u: uploadId, ...part, e: now + PART_URL_LIFE_MS })),
  })
  try {
    return await Promise.all(parts.map(sign))
  } catch (error) {
    throw error instanceof PartRefused ? new PartNotTaken(error.code) : error
  }
}

/**
 * Makes the object out of its parts and puts the job that prepares it. Safe to repeat: a second call changes nothing.
 * @throws UploadUnknown, UploadRefused when parts are missing
 */
export async function finishUpload(tenant: Tenant, actor: string, uploadId: string, now = Date.now()): Promise<Asset> {
  const upload = anyUpload(tenant, uploadId)
  if (isDirect(upload)) return finishDirect(tenant, actor, upload, now)
  if (!upload.finishedAt) {
    try {
      await tenant.files.multipart.complete(upload.storageKey, upload.storageUploadId)
    } catch (error) {
      throw error instanceof UploadIncomplete ? new UploadRefused('incomplete') : forgotten(error)
    }
  }
  return tenant.transact((tx) => {
    const first = tx
      .update(uploads)
      .set({ finishedAt: now })
      .where(and(eq(uploads.id, uploadId), isNull(uploads.finishedAt)))
      .run()
    if (first.changes === 1) {
      tx.update(assets).set({ state: 'processing', sourceKey: upload.storageKey }).where(eq(assets.id, upload.assetId)).run()
      record(tx, { type: 'upload.finished', actor, subject: uploadId, data: { assetId: upload.assetId } }, now)
      const kind = tx.select({ kind: assets.kind }).from(assets).where(eq(assets.id, upload.assetId)).get()?.kind
      enqueue(tx, kind === 'image' ? resizeImage : encodeVideo, { payload: { assetId: upload.assetId }, subject: upload.assetId }, now)
    }
    const asset = tx.select().from(assets).where(eq(assets.id, upload.assetId)).get()
    if (!asset) throw new UploadUnknown()
    return asset
  })
}

/** Forgets an upload that will not be finished, with what it has stored. @throws UploadUnknown, UploadRefused when it is finished */
export async function abandonUpload(tenant: Tenant, actor: string, uploadId: string, now = Date.now()): Promise<void> {
  const upload = openUpload(tenant, uploadId)
  await tenant.transact((tx) => {
    // Asked again here: it may have been finished a moment ago, and its video must not be taken away from a lesson.
    const { finishedAt } = tx.select().from(uploads).where(eq(uploads.id, uploadId)).get() ?? fail(new UploadUnknown())
    if (finishedAt) throw new UploadRefused('finished')
    record(tx, { type: 'upload.abandoned', actor, subject: uploadId, data: { assetId: upload.assetId } }, now)
    deleteUnsent(tx, upload.assetId, now)
  })
  if (isDirect(upload)) return
  await tenant.files.multipart.abort(upload.storageKey, upload.storageUploadId)
  // All parts may have become an object before a crash kept that from being noted.
  await tenant.files.deletePrefix(`assets/${upload.assetId}/`)
}

/** @throws UploadUnknown, UploadRefused when it is finished already */
export function openUpload(tenant: Tenant, uploadId: string): typeof uploads.$inferSelect {
  const upload = anyUpload(tenant, uploadId)
  if (upload.finishedAt) throw new UploadRefused('finished')
  return upload
}

function anyUpload(tenant: Tenant, uploadId: string): typeof uploads.$inferSelect {
  return tenant.read((db) => db.select().from(uploads).where(eq(uploads.id, uploadId)).get()) ?? fail(new UploadUnknown())
}

/** Storage no longer knows the upload: swept, or abandoned this very moment. */
function forgotten(error: unknown): unknown {
  return error instanceof PartRefused && error.code === 'unknown_upload' ? new UploadUnknown() : error
}

/** For somebody who may not go on with what others began. @throws UploadUnknown */
export function checkBegan(tenant: Tenant, uploadId: string, personId: string): void {
  if (anyUpload(tenant, uploadId).createdBy !== personId) throw new UploadUnknown()
}
