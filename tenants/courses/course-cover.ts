import { eq } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { assetById } from '#tenants/media/asset.ts'
import { assetStanding } from '#tenants/media/asset-standing.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import type { Picture } from '#tenants/site/pages.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { coverOf } from './course-list.ts'
import { courseById } from './find.ts'
import { courses } from './schema.ts'

/** Gives a course its picture, or takes it away with null. @throws AssetUnknown for what is no picture of this school */
export function changeCover(tenant: Tenant, actor: string, courseId: string, assetId: string | null, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const course = courseById(tx, courseId)
    if (assetId !== null) {
      const picture = assetById(tx, assetId)
      if (picture?.kind !== 'image') throw new AssetUnknown()
    }
    tx.update(courses).set({ coverAssetId: assetId, updatedAt: now }).where(eq(courses.id, course.id)).run()
    record(tx, { type: 'course.changed', actor, subject: course.id, data: {} }, now)
  })
}

export interface CourseCover {
  readonly state: 'none' | 'preparing' | 'ready' | 'failed'
  readonly picture: Picture | null
  /** A key of the catalogue below `jobs.reason`, when it failed. */
  readonly reason: string | null
}

/** How far a course's picture is. */
export function courseCover(db: Reading, assetId: string | null): CourseCover {
  const asset = assetId ? assetById(db, assetId) : undefined
  if (!asset) return { state: 'none', picture: null, reason: null }
  const picture = coverOf(asset.id, asset.state, asset.renditions)
  if (picture) return { state: 'ready', picture, reason: null }
  const standing = assetStanding(db, asset)
  if (standing.state === 'preparing') return { state: 'preparing', picture: null, reason: null }
  return { state: 'failed', picture: null, reason: standing.state === 'failed' ? standing.reason : 'jobs.unprepared' }
}
