import { and, eq, isNull } from 'drizzle-orm'
import type { MuxEvent } from '#integrations/mux/mux.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { cancelJobs, isAtWork, wake } from '#tenants/jobs/lifecycle.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { encodeAgain } from '../jobs.ts'
import { prepareHere } from '../prepare-here.ts'
import { type Asset, assets } from '../schema.ts'
import { UNUSED_MS } from '../swept.ts'
import { NOTHING_AT_MUX } from './delete-at-mux.ts'
import { finishHeard } from './direct-upload.ts'
import { deleteAtMux, fetchFromMux, prepareAtMux } from './jobs.ts'
import { readPassthrough } from './passthrough.ts'

/** So long a job may take to write down what it has just had Mux begin. */
const ORPHAN_MS = 3_600_000

/**
 * What Mux tells of a school's video. It decides nothing by itself: a job that waits for it looks now, and asks Mux. So it may come twice, late
 * and in any order. What it says of a school is held against that school's own file: it can touch no other's.
 */
export async function hearMux(schools: Schools, event: MuxEvent, now = Date.now()): Promise<void> {
  if (event.type === 'other') return
  const whose = readPassthrough('asset' in event ? event.asset.passthrough : event.upload.passthrough)
  if (!whose) return
  const tenant = schoolOf(schools, whose.schoolId)
  if (!tenant) return
  const asset = tenant.read((db) => db.select().from(assets).where(eq(assets.id, whose.assetId)).get())
  if ('upload' in event) {
    if (asset?.muxUploadId !== event.upload.id) return
    if (event.upload.assetId !== undefined && asset.deletedAt === null) await finishHeard(tenant, asset.id, event.upload.assetId, now)
    return lookNow(tenant, asset.id, now)
  }
  const muxAssetId = event.asset.id
  if (event.type === 'video.asset.deleted') {
    if (asset?.muxAssetId === muxAssetId) await noteDeleted(tenant, asset, now)
  } else if (asset && isIts(tenant, asset, muxAssetId)) await noteIts(tenant, asset.id, muxAssetId, now)
  else await deleteStray(tenant, whose.assetId, muxAssetId, now + (asset ? ORPHAN_MS : UNUSED_MS), now)
}

/** A school that is gone, or is on another platform that shares the account, is nobody's here. */
function schoolOf(schools: Schools, id: string): Tenant | undefined {
  try {
    return schools.openById(id)
  } catch (error) {
    if (error instanceof SchoolUnknown) return undefined
    throw error
  }
}

/** Made of the video as its row knows it, or of what a job has asked for and not written down yet. */
const isIts = (tenant: Tenant, { id, deletedAt, muxAssetId, muxUploadId }: Asset, told: string): boolean => {
  if (deletedAt !== null) return false
  if (muxAssetId !== null) return muxAssetId === told
  return muxUploadId !== null || tenant.read((db) => isAtWork(db, id))
}

/** What a job has asked for and was not answered: the next try is not to ask for another one. */
const noteIts = (tenant: Tenant, assetId: string, muxAssetId: string, now: number): Promise<void> =>
  tenant.transact((tx) => {
    const isUnnamed = and(eq(assets.id, assetId), isNull(assets.muxAssetId), isNull(assets.muxUploadId))
    tx.update(assets).set({ muxAssetId }).where(isUnnamed).run()
    wake(tx, assetId, [prepareAtMux.name, fetchFromMux.name], now)
  })

const lookNow = (tenant: Tenant, assetId: string, now: number): Promise<void> =>
  tenant.transact((tx) => wake(tx, assetId, [prepareAtMux.name, fetchFromMux.name], now))

/**
 * Somebody deleted it at Mux, where it played. Where its original is here it is made from that, which the screen shows; else nothing plays any
 * more, and the screen says so. Where what plays is ours nothing is lost.
 */
async function noteDeleted(tenant: Tenant, { id }: Asset, now: number): Promise<void> {
  await tenant.transact((tx) => {
    const asset = tx.select().from(assets).where(eq(assets.id, id)).get()
    if (!asset || asset.deletedAt !== null) return
    if (asset.preparedBy !== 'mux' || asset.state !== 'ready') return wake(tx, id, [prepareAtMux.name], now)
    if (asset.sourceKey) {
      // It may be on its way here already: that would end with a film that nobody waits for.
      cancelJobs(tx, id, now, encodeAgain.name)
      prepareHere(tx, asset, now)
      return void record(tx, { type: 'video.moving', actor: 'platform', subject: id, data: { to: 'lectern' } }, now)
    }
    tx.update(assets)
      .set({ ...NOTHING_AT_MUX, state: 'failed', failure: 'mux.gone' })
      .where(eq(assets.id, id))
      .run()
    record(tx, { type: 'video.failed', actor: 'platform', subject: id, data: { reason: 'mux.gone' } }, now)
  })
}

/** What no row knows, which a restore may bring back, or another than its row names, is stored and paid for: of a job that was stopped in the moment Mux took its file, of a video that was deleted. */
async function deleteStray(tenant: Tenant, assetId: string, muxAsset: string, runAt: number, now: number): Promise<void> {
  if (tenant.read((db) => isAtWork(db, muxAsset))) return
  await tenant.transact((tx) => {
    enqueue(tx, deleteAtMux, { payload: { assetId, upload: null, muxAsset }, subject: muxAsset, runAt }, now)
  })
}
