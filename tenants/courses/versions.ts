import { and, desc, eq, inArray } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { assets } from '#tenants/media/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { NothingToPublish } from './failures.ts'
import { courseById, lessonsInOrder, sectionsInOrder } from './find.ts'
import { lessonsOf, type Outline } from './outline.ts'
import { courses, courseVersions, lessonBodies, versionVideos } from './schema.ts'

export const WORDS_A_SECOND = 220 / 60

/** The outline as it stands in the draft: what publishing now would show. */
export function draftOutline(db: Reading, courseId: string): Outline {
  const course = courseById(db, courseId)
  const all = lessonsInOrder(db, courseId)
  const ids = <T extends string | null>(list: T[]) => list.filter((id) => id !== null)
  const bodies = new Map(
    db
      .select({ id: lessonBodies.id, words: lessonBodies.words })
      .from(lessonBodies)
      .where(inArray(lessonBodies.id, ids(all.map((lesson) => lesson.bodyId))))
      .all()
      .map((body) => [body.id, body.words]),
  )
  const lengths = new Map(
    db
      .select({ id: assets.id, seconds: assets.seconds })
      .from(assets)
      .where(inArray(assets.id, ids(all.map((lesson) => lesson.assetId))))
      .all()
      .map((asset) => [asset.id, asset.seconds ?? 0]),
  )
  const secondsOf = (lesson: (typeof all)[number]) =>
    lesson.kind === 'video' && lesson.assetId
      ? (lengths.get(lesson.assetId) ?? 0)
      : Math.round((bodies.get(lesson.bodyId ?? '') ?? 0) / WORDS_A_SECOND)
  return {
    title: course.title,
    sections: sectionsInOrder(db, courseId).map((section) => ({
      id: section.id,
      title: section.title,
      lessons: all
        .filter((lesson) => lesson.sectionId === section.id)
        .map((lesson) => ({
          id: lesson.id,
          title: lesson.title,
          kind: lesson.kind,
          preview: lesson.preview,
          bodyId: lesson.bodyId,
          assetId: lesson.assetId,
          seconds: secondsOf(lesson),
        })),
    })),
  }
}

export interface PublishedVersion {
  readonly id: string
  readonly number: number
  readonly publishedAt: number
  readonly outline: Outline
}

export function publishedVersion(db: Reading, versionId: string | null): PublishedVersion | undefined {
  if (!versionId) return undefined
  return db.select().from(courseVersions).where(eq(courseVersions.id, versionId)).get()
}

/**
 * Shows students the draft as it stands, as the next version; `before` is the one they saw until now. Progress stays with the lessons by their ids.
 * @throws NothingToPublish when there is no lesson
 */
export function publishCourse(
  tenant: Tenant,
  actor: string,
  courseId: string,
  now = Date.now(),
): Promise<PublishedVersion & { readonly before: string | null }> {
  return tenant.transact((tx) => {
    const before = courseById(tx, courseId).publishedVersionId
    const outline = draftOutline(tx, courseId)
    const all = lessonsOf(outline)
    if (!all.length) throw new NothingToPublish()
    const last = tx
      .select()
      .from(courseVersions)
      .where(eq(courseVersions.courseId, courseId))
      .orderBy(desc(courseVersions.number))
      .limit(1)
      .get()
    const version = { id: newId('version', now), courseId, number: (last?.number ?? 0) + 1, outline, publishedBy: actor, publishedAt: now }
    tx.insert(courseVersions).values(version).run()
    const shown = all.map((lesson) => lesson.bodyId).filter((id) => id !== null)
    if (shown.length) tx.update(lessonBodies).set({ frozen: true }).where(inArray(lessonBodies.id, shown)).run()
    tx.update(courses).set({ publishedVersionId: version.id, updatedAt: now }).where(eq(courses.id, courseId)).run()
    record(tx, { type: 'course.published', actor, subject: courseId, data: { versionId: version.id, number: version.number } }, now)
    return { ...version, before }
  })
}

/** Takes a course off the site. Who is enrolled keeps access to the last version when it is published again. */
export function unpublishCourse(tenant: Tenant, actor: string, courseId: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    courseById(tx, courseId)
    tx.update(courses).set({ publishedVersionId: null, updatedAt: now }).where(eq(courses.id, courseId)).run()
    record(tx, { type: 'course.unpublished', actor, subject: courseId, data: {} }, now)
  })
}

/** A video that was still being prepared when its course was published gets its length in what students see now; older versions stay as they were. */
export function noteVideoLength(tx: Writing, assetId: string, seconds: number): void {
  const versions = tx
    .select({ id: courseVersions.id, outline: courseVersions.outline })
    .from(versionVideos)
    .innerJoin(courseVersions, eq(courseVersions.id, versionVideos.versionId))
    .innerJoin(courses, and(eq(courses.id, courseVersions.courseId), eq(courses.publishedVersionId, courseVersions.id)))
    .where(eq(versionVideos.assetId, assetId))
    .all()
  for (const version of versions) {
    const outline: Outline = {
      ...version.outline,
      sections: version.outline.sections.map((section) => ({
        ...section,
        lessons: section.lessons.map((lesson) => (lesson.assetId === assetId ? { ...lesson, seconds } : lesson)),
      })),
    }
    tx.update(courseVersions).set({ outline }).where(eq(courseVersions.id, version.id)).run()
  }
}
