import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm'
import { MuxAway, MuxRefused } from '#integrations/mux/mux.ts'
import { ObjectMissing } from '#integrations/storage/storage.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type Asset, assets } from './schema.ts'
import { dueSources, isFree, type SourceRule, sourceDueAt, sourceRule } from './source-policy.ts'
import type { SweptThing } from './swept.ts'
import { isWhole } from './whole-output.ts'

/** What one round takes of a school: the next goes on. */
const MOST = 500
const BATCH = 100

/**
 * Does with videos as they were uploaded what the school's rule says, once their days are over: never while something is at work on the
 * video, or would have to be. Each step may crash: the next round goes on from there. Answers what was done, or would be.
 */
export async function settleSources(tenant: Tenant, { dryRun = false, now = Date.now() } = {}): Promise<SweptThing[]> {
  if (!dryRun) await deleteLeft(tenant)
  const rule = tenant.read(sourceRule)
  // The store has lost its cheaper class since the rule was made: what was uploaded stays where it is.
  if (rule.policy === 'archive' && !tenant.files.coldClass) return []
  const done: SweptThing[] = []
  // Whether a video plays from Mux only Mux can say. What is archived is not gone, so nobody is asked.
  let withMux = rule.policy === 'archive' || tenant.mux !== undefined
  // Those that cannot go are passed over, so that however many they are, those behind them do.
  for (let after: Asset | undefined; ; ) {
    const [asset, ...more] = tenant.read((db) => dueSources(db, { rule, now, after, withMux, limit: BATCH }))
    if (!asset) return done
    for (const one of [asset, ...more]) {
      after = one
      if (one.preparedBy === 'mux' && !withMux) continue
      try {
        if (await (dryRun ? wouldGo(tenant, rule, one) : settleOne(tenant, rule, one, now))) done.push(thingOf(rule, one))
      } catch (error) {
        // The others are not held up by one, and where Mux does not answer it is not asked for each of them.
        if (error instanceof MuxAway || error instanceof MuxRefused) withMux = false
        tenant.log.warn({ err: error, asset: one.id }, 'a source could not be put away; the next round tries again')
      }
      if (done.length >= MOST) return done
    }
  }
}

const thingOf = ({ policy }: SourceRule, { sourceKey, size, readyAt, name }: Asset): SweptThing => ({
  why: policy === 'delete' ? 'source_deleted' : 'source_archived',
  key: sourceKey ?? '',
  name,
  objects: 1,
  bytes: size,
  since: readyAt ?? 0,
})

function settleOne(tenant: Tenant, rule: SourceRule, asset: Asset, now: number): Promise<boolean> {
  return rule.policy === 'delete' ? deleteSource(tenant, asset, now) : archiveSource(tenant, asset, now)
}

const wouldGo = async (tenant: Tenant, { policy }: SourceRule, asset: Asset): Promise<boolean> =>
  policy === 'archive' || (await isWhole(tenant, asset))

/** The row first: from then on no job can begin that needs it. */
async function deleteSource(tenant: Tenant, made: Asset, now: number): Promise<boolean> {
  const { id } = made
  if (!(await isWhole(tenant, made))) {
    tenant.log.error({ asset: id }, 'what was made of a video is not all there: its source stays')
    return false
  }
  const isLeft = await tenant.transact((tx) => {
    // Asked again under the lock: somebody may have had it prepared again, or changed the rule, this very moment.
    const asset = tx
      .select()
      .from(assets)
      .where(and(eq(assets.id, id), isStill(made), isFree))
      .get()
    const dueAt = asset && sourceDueAt(sourceRule(tx), asset)
    if (!asset?.sourceKey || dueAt === undefined || dueAt === null || dueAt > now || sourceRule(tx).policy !== 'delete') return false
    tx.update(assets)
      .set({ sourceKey: null, sourceClass: null, leftSourceKey: asset.sourceKey, sourceDeletedAt: now })
      .where(eq(assets.id, id))
      .run()
    record(tx, { type: 'source.deleted', actor: 'platform', subject: id, data: { bytes: asset.size } }, now)
    return true
  })
  if (isLeft) await deleteLeft(tenant)
  return isLeft
}

/** It plays from where it was looked at. */
const isStill = ({ preparedBy, outputPrefix, muxAssetId }: Asset): SQL | undefined =>
  preparedBy === 'mux'
    ? and(eq(assets.preparedBy, 'mux'), eq(assets.muxAssetId, muxAssetId ?? ''))
    : and(eq(assets.preparedBy, 'lectern'), eq(assets.outputPrefix, outputPrefix ?? ''))

/** Deletes the objects of sources that are gone for the school; also those a crash has left. */
async function deleteLeft(tenant: Tenant): Promise<void> {
  const left = tenant.read((db) =>
    db.select({ id: assets.id, key: assets.leftSourceKey }).from(assets).where(isNotNull(assets.leftSourceKey)).all(),
  )
  for (const { id, key } of left) {
    try {
      if (key) await tenant.files.delete(key)
      await tenant.transact((tx) => void tx.update(assets).set({ leftSourceKey: null }).where(eq(assets.id, id)).run())
    } catch (error) {
      tenant.log.warn({ err: error, asset: id }, 'a source that is gone could not be deleted from storage; the next round tries again')
    }
  }
}

/** The object first: what is said to be archived is. */
async function archiveSource(tenant: Tenant, { id, sourceKey, size }: Asset, now: number): Promise<boolean> {
  if (!sourceKey) return false
  let cold: Awaited<ReturnType<typeof tenant.files.moveToCold>>
  try {
    cold = await tenant.files.moveToCold(sourceKey)
  } catch (error) {
    // Swept, or deleted by hand, since the row was read.
    if (!(error instanceof ObjectMissing)) throw error
    tenant.log.warn({ asset: id }, 'a source is named by its row and not in storage')
    return false
  }
  return tenant.transact((tx) => {
    const still = and(eq(assets.id, id), eq(assets.sourceKey, sourceKey), isNull(assets.deletedAt), isNull(assets.sourceClass))
    if (tx.update(assets).set({ sourceClass: cold }).where(still).run().changes !== 1) return false
    record(tx, { type: 'source.archived', actor: 'platform', subject: id, data: { bytes: size, class: cold } }, now)
    return true
  })
}
