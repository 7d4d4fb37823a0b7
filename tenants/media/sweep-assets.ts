import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { cancelJobs } from '#tenants/jobs/lifecycle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { abandonedUploads, forgetUpload } from './abandoned-uploads.ts'
import { NOTHING_AT_MUX, putDeleteAtMux } from './mux/delete-at-mux.ts'
import { forgetOutput, outlived } from './retired-outputs.ts'
import { assets, retiredOutputs } from './schema.ts'
import { settleSources } from './settle-sources.ts'
import { sweepOrphans } from './sweep-orphans.ts'
import { type SweptThing, UNUSED_MS } from './swept.ts'
import { noteStored } from './usage.ts'

/** How many a look takes, so that no statement and no transaction is long. */
const BATCH = 100

export interface Swept {
  /** Uploads nobody finished. */
  readonly uploads: number
  /** Files nothing refers to. */
  readonly assets: number
  /** Objects no row knows. */
  readonly orphans: number
  /** What was made of videos before they were prepared again. */
  readonly outputs: number
  /** Videos as they were uploaded, which the school's rule deletes, or moves to a cheaper class. */
  readonly deletedSources: number
  readonly archivedSources: number
  /** That are not kept any more. */
  readonly bytes: number
  readonly things: readonly SweptThing[]
}

/**
 * Removes what a school keeps for nobody: uploads begun a week ago and never finished, files that nothing has referred to
 * for thirty days, objects that no row has known for as long, what was made before of videos that were prepared again, and what its rule
 * for sources says. With `dryRun` it only says what would go. Each step may crash: the next sweep goes on from there.
 */
export async function sweepAssets(tenant: Tenant, { dryRun = false, now = Date.now() } = {}): Promise<Swept> {
  // What is kept now counts for the month before some of it goes.
  if (!dryRun) await tenant.transact((tx) => noteStored(tx, now))
  const abandoned = tenant.read((db) => abandonedUploads(db, now, BATCH))
  if (!dryRun) {
    for (const upload of abandoned) await forgetUpload(tenant, upload, now)
    await noteUse(tenant, now)
  }
  const unused = tenant.read((db) => longUnused(db, now))
  if (!dryRun) for (const asset of unused) await removeAsset(tenant, asset.id, now)
  const retired = tenant.read((db) => outlived(db, now, BATCH))
  if (!dryRun) for (const { outputPrefix } of retired) await forgetOutput(tenant, outputPrefix)
  const sources = await settleSources(tenant, { dryRun, now })
  const orphans = await sweepOrphans(tenant, UNUSED_MS, { dryRun, now })
  const things: SweptThing[] = [
    ...abandoned.map(({ storageKey: key, size: bytes, createdAt: since, name }) => thing('upload_abandoned', { key, bytes, since, name })),
    ...unused.map(({ id, size, outputBytes, unusedSince, deletedAt, name }) =>
      thing('file_unused', { key: `assets/${id}/`, bytes: size + outputBytes, since: unusedSince ?? deletedAt ?? now, name }),
    ),
    ...retired.map(({ outputPrefix: key, bytes, until: since }) => thing('output_outlived', { key, bytes, since, name: null })),
    ...sources,
    ...orphans,
  ]
  const count = (why: SweptThing['why']) => things.filter((one) => one.why === why).length
  return {
    uploads: abandoned.length,
    assets: unused.length,
    orphans: orphans.reduce((sum, { objects }) => sum + objects, 0),
    outputs: retired.length,
    deletedSources: count('source_deleted'),
    archivedSources: count('source_archived'),
    bytes: things.reduce((sum, one) => sum + (one.why === 'source_archived' ? 0 : one.bytes), 0),
    things,
  }
}

const thing = (why: SweptThing['why'], of: Pick<SweptThing, 'key' | 'bytes' | 'since' | 'name'>): SweptThing => ({ why, objects: 1, ...of })

/**
 * What a file is kept for: a lesson's draft and its text, what students see, a cover, the logo in its variants. What was deleted keeps its files for as long
 * as it can be restored. A course taken off the site keeps those of its newest version.
 */
const isUsed = (now: number) => {
  const gone = now - UNUSED_MS
  const isKept = sql`min(coalesce(lessons.deleted_at, ${now}), coalesce(sections.deleted_at, ${now}), coalesce(courses.deleted_at, ${now})) > ${gone}`
  const isShown = sql`coalesce(courses.deleted_at, ${now}) > ${gone} AND (courses.published_version_id = course_versions.id
    OR course_versions.number = (SELECT max(number) FROM course_versions AS newest WHERE newest.course_id = courses.id))`
  return sql`(
    EXISTS (SELECT 1 FROM lessons JOIN sections ON sections.id = lessons.section_id JOIN courses ON courses.id = lessons.course_id
      WHERE lessons.asset_id = ${assets.id} AND ${isKept})
    OR EXISTS (SELECT 1 FROM version_videos JOIN course_versions ON course_versions.id = version_videos.version_id JOIN courses ON courses.id = course_versions.course_id
      WHERE version_videos.asset_id = ${assets.id} AND ${isShown})
    OR EXISTS (SELECT 1 FROM body_pictures JOIN lessons ON lessons.body_id = body_pictures.body_id
      JOIN sections ON sections.id = lessons.section_id JOIN courses ON courses.id = lessons.course_id
      WHERE body_pictures.asset_id = ${assets.id} AND ${isKept})
    OR EXISTS (SELECT 1 FROM body_pictures JOIN version_bodies ON version_bodies.body_id = body_pictures.body_id
      JOIN course_versions ON course_versions.id = version_bodies.version_id JOIN courses ON courses.id = course_versions.course_id
      WHERE body_pictures.asset_id = ${assets.id} AND ${isShown})
    OR ${assets.id} IN (SELECT cover_asset_id FROM courses WHERE cover_asset_id IS NOT NULL AND coalesce(deleted_at, ${now}) > ${gone})
    OR EXISTS (SELECT 1 FROM school WHERE ${assets.id} IN (logo_asset_id, logo_dark_asset_id, mark_asset_id))
  )`
}

/** Notes since when each file is unused, and forgets it for those that are used again. */
function noteUse(tenant: Tenant, now: number): Promise<void> {
  const settled = and(isNull(assets.deletedAt), inArray(assets.state, ['processing', 'ready', 'failed']))
  return tenant.transact((tx) => {
    tx.update(assets)
      .set({ unusedSince: now })
      .where(and(settled, isNull(assets.unusedSince), sql`NOT ${isUsed(now)}`))
      .run()
    tx.update(assets)
      .set({ unusedSince: null })
      .where(and(settled, isNotNull(assets.unusedSince), isUsed(now)))
      .run()
  })
}

/** Those to remove, and those whose removal a crash cut short: what lay in storage is still named. */
const longUnused = (db: Reading, now: number) =>
  db
    .select()
    .from(assets)
    .where(
      sql`(${assets.deletedAt} IS NULL AND ${assets.unusedSince} <= ${now - UNUSED_MS} AND NOT ${isUsed(now)})
        OR (${assets.deletedAt} IS NOT NULL AND (${assets.sourceKey} IS NOT NULL OR ${assets.outputPrefix} IS NOT NULL
          OR ${assets.muxUploadId} IS NOT NULL OR ${assets.muxAssetId} IS NOT NULL))`,
    )
    .limit(BATCH)
    .all()

async function removeAsset(tenant: Tenant, id: string, now: number): Promise<void> {
  const gone = await tenant.transact((tx) => {
    // Asked again under the lock: a lesson may have taken it this very moment. From here on nobody can.
    const free = tx
      .select({ deletedAt: assets.deletedAt })
      .from(assets)
      .where(and(eq(assets.id, id), sql`(${assets.deletedAt} IS NOT NULL OR NOT ${isUsed(now)})`))
      .get()
    if (!free) return false
    if (free.deletedAt === null) {
      cancelJobs(tx, id, now)
      tx.update(assets).set({ deletedAt: now }).where(eq(assets.id, id)).run()
    }
    return true
  })
  if (!gone) return
  await tenant.files.deletePrefix(`assets/${id}/`)
  await tenant.transact((tx) => {
    const asset = tx.select().from(assets).where(eq(assets.id, id)).get()
    if (asset) putDeleteAtMux(tx, asset, now, { atOnce: true })
    const nothing = { sourceKey: null, leftSourceKey: null, outputPrefix: null, outputBytes: 0, ...NOTHING_AT_MUX }
    tx.update(assets).set(nothing).where(eq(assets.id, id)).run()
    tx.delete(retiredOutputs).where(eq(retiredOutputs.assetId, id)).run()
  })
}
