import { and, eq } from 'drizzle-orm'
import { Failure } from '#lib/failure.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { assetById } from '#tenants/media/asset.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { LessonUnknown } from './failures.ts'
import { courses, type Lesson, lessons } from './schema.ts'

export class NotAVideo extends Failure {
  constructor() {
    super('media.not_video', 400)
  }
}

/**
 * Shows this video in the lesson's draft, in place of the one before; students see it with the next version. Safe to repeat.
 * A lesson that was deleted while its video went up gets it too, so that bringing it back brings the video.
 * @throws LessonUnknown, AssetUnknown, NotAVideo
 */
export function attachVideo(
  tenant: Tenant,
  actor: string,
  courseId: string,
  lessonId: string,
  assetId: string,
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    const lesson = evenDeleted(tx, courseId, lessonId)
    const asset = assetById(tx, assetId)
    if (!asset) throw new AssetUnknown()
    if (asset.kind !== 'video') throw new NotAVideo()
    if (lesson.assetId === assetId) return
    tx.update(lessons).set({ assetId, kind: 'video', updatedAt: now }).where(eq(lessons.id, lesson.id)).run()
    tx.update(courses).set({ updatedAt: now }).where(eq(courses.id, courseId)).run()
    record(tx, { type: 'video.attached', actor, subject: lesson.id, data: { courseId, assetId } }, now)
  })
}

/** Takes the video out of the lesson's draft; the file stays, for the published version and for undo. @throws LessonUnknown */
export function detachVideo(tenant: Tenant, actor: string, courseId: string, lessonId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const { id, assetId } = evenDeleted(tx, courseId, lessonId)
    if (!assetId) return
    tx.update(lessons).set({ assetId: null, updatedAt: now }).where(eq(lessons.id, id)).run()
    tx.update(courses).set({ updatedAt: now }).where(eq(courses.id, courseId)).run()
    record(tx, { type: 'video.detached', actor, subject: id, data: { courseId, assetId } }, now)
  })
}

function evenDeleted(db: Reading, courseId: string, lessonId: string): Lesson {
  const lesson = db
    .select()
    .from(lessons)
    .where(and(eq(lessons.id, lessonId), eq(lessons.courseId, courseId)))
    .get()
  if (!lesson) throw new LessonUnknown()
  return lesson
}
