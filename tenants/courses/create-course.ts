import { eq, max } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { slugify } from '#tenants/registry/slugs.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { CourseTooLong, CourseTooManySections } from './failures.ts'
import { checkCourseCount, MOST_LESSONS, MOST_SECTIONS } from './limits.ts'
import { type Course, courseStaff, courses, lessons, sections } from './schema.ts'

export interface CourseDraft {
  readonly title: string
  /** What a student can do afterwards, in a sentence. */
  readonly outcome: string
  /** Minor units. */
  readonly price: number
  readonly currency: string
  readonly sections: readonly { readonly title: string; readonly lessons: readonly string[] }[]
}

/**
 * Makes a course with its first outline, as a draft that only staff see.
 * @throws CourseTooLong, CourseTooManySections, TooManyCourses
 */
export async function createCourse(tenant: Tenant, actor: string, draft: CourseDraft, now = Date.now()): Promise<Course> {
  // Asked before a row is written: an outline of thousands of lines would hold the file's lock for as long as it takes.
  if (draft.sections.reduce((sum, section) => sum + section.lessons.length, 0) > MOST_LESSONS) throw new CourseTooLong(MOST_LESSONS)
  if (draft.sections.length > MOST_SECTIONS) throw new CourseTooManySections(MOST_SECTIONS)
  return tenant.transact((tx) => {
    const course: Course = {
      id: newId('course', now),
      slug: freeSlug(tx, draft.title),
      title: draft.title,
      outcome: draft.outcome,
      description: '',
      price: draft.price,
      currency: draft.currency,
      coverAssetId: null,
      position: nextPosition(tx),
      publishedVersionId: null,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
      deletedBy: null,
    }
    tx.insert(courses).values(course).run()
    checkCourseCount(tx)
    tx.insert(courseStaff).values({ courseId: course.id, personId: actor, createdAt: now }).run()
    draft.sections.forEach((section, at) => {
      const sectionId = newId('section', now)
      tx.insert(sections)
        .values({ id: sectionId, courseId: course.id, title: section.title, position: at + 1, createdAt: now })
        .run()
      section.lessons.forEach((title, index) => {
        tx.insert(lessons)
          .values({
            id: newId('lesson', now),
            courseId: course.id,
            sectionId,
            title,
            kind: 'video',
            position: index + 1,
            createdAt: now,
            updatedAt: now,
          })
          .run()
      })
    })
    record(tx, { type: 'course.created', actor, subject: course.id, data: {} }, now)
    return course
  })
}

/** Behind all other courses. */
export const nextPosition = (db: Reading): number =>
  (db
    .select({ last: max(courses.position) })
    .from(courses)
    .get()?.last ?? 0) + 1

/** A slug no course of this school has or had. */
export function freeSlug(db: Reading, title: string): string {
  const base = slugify(title) || 'course'
  for (let n = 1; ; n++) {
    const slug = n === 1 ? base : `${base}-${n}`
    if (!db.select({ id: courses.id }).from(courses).where(eq(courses.slug, slug)).get()) return slug
  }
}
