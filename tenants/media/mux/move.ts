import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, not, or, type SQL, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { type Actor, record } from '#tenants/events/record.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { atWorkOn, isAtWork } from '#tenants/jobs/lifecycle.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assetById } from '../asset.ts'
import { encodeAgain } from '../jobs.ts'
import { assets, type Preparer } from '../schema.ts'
import { MuxSeesNothing, NoMux } from './failures.ts'
import { fetchFromMux, prepareAtMux } from './jobs.ts'

// Videos that play go from one who prepares them to the other. What plays goes on playing until the other is done.

/** How many are put in one transaction. */
const BATCH = 100

export interface Elsewhere {
  readonly all: number
  /** Videos that can be moved. */
  readonly videos: number
  /** Whose file as uploaded is gone: Mux could be given nothing. */
  readonly gone: number
  /** That are on their way. */
  readonly moving: number
}

const KINDS = [prepareAtMux.name, fetchFromMux.name, encodeAgain.name]
const isElsewhere = (to: Preparer) =>
  and(eq(assets.kind, 'video'), eq(assets.state, 'ready'), isNull(assets.deletedAt), ne(assets.preparedBy, to))
/** Ours need the file as it was uploaded. */
const canGo = (to: Preparer) => (to === 'mux' ? isNotNull(assets.sourceKey) : isNotNull(assets.muxAssetId))

/** The videos that somebody else than `to` has prepared. */
export function elsewhere(db: Reading, to: Preparer): Elsewhere {
  const count = (where: SQL | undefined) =>
    db
      .select({ videos: sql<number>`count(*)` })
      .from(assets)
      .where(and(isElsewhere(to), where))
      .get()?.videos ?? 0
  const moving = db
    .select({ n: sql<number>`count(DISTINCT ${assets.id})` })
    .from(assets)
    .innerJoin(jobs, eq(jobs.subject, assets.id))
    .where(
      and(
        isElsewhere(to),
        inArray(jobs.state, ['waiting', 'running']),
        inArray(jobs.kind, KINDS),
        or(ne(jobs.kind, encodeAgain.name), eq(assets.preparedBy, 'mux')),
      ),
    )
    .get()
  return {
    all: count(undefined),
    videos: count(and(canGo(to), not(atWorkOn(assets.id)))),
    gone: to === 'mux' ? count(isNull(assets.sourceKey)) : 0,
    moving: moving?.n ?? 0,
  }
}

/** Moves all of them that can be, one after the other. Safe to repeat. Answers how many were begun. @throws NoMux, MuxSeesNothing */
export async function moveAll(tenant: Tenant, actor: Actor, to: Preparer, now = Date.now()): Promise<number> {
  if (!tenant.mux) throw new NoMux()
  if (to === 'mux' && !tenant.mux.place.seesUs) throw new MuxSeesNothing()
  let [begun, after] = [0, '']
  for (;;) {
    const batch = tenant.read((db) =>
      db
        .select({ id: assets.id })
        .from(assets)
        .where(and(isElsewhere(to), canGo(to), gt(assets.id, after)))
        .orderBy(asc(assets.id))
        .limit(BATCH)
        .all(),
    )
    const last = batch.at(-1)
    if (!last) return begun
    begun += await tenant.transact((tx) => batch.filter(({ id }) => begin(tx, actor, id, to, now)).length)
    after = last.id
  }
}

/** Asked again under the lock: it may have gone, or been begun, this very moment. */
function begin(tx: Writing, actor: Actor, assetId: string, to: Preparer, now: number): boolean {
  const asset = assetById(tx, assetId)
  if (asset?.state !== 'ready' || asset.preparedBy === to || isAtWork(tx, assetId)) return false
  const subject = assetId
  if (to === 'mux') {
    if (!asset.sourceKey) return false
    enqueue(tx, prepareAtMux, { payload: { assetId, begunAt: now }, subject }, now)
  } else if (asset.sourceKey) enqueue(tx, encodeAgain, { payload: { assetId }, subject }, now)
  else enqueue(tx, fetchFromMux, { payload: { assetId, begunAt: now }, subject }, now)
  record(tx, { type: 'video.moving', actor, subject: assetId, data: { to } }, now)
  return true
}
