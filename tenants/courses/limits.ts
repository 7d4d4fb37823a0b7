import { and, count, eq, isNull } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { CourseTooLong, CourseTooManySections, TooManyCourses } from './failures.ts'
import { courses, lessons, sections } from './schema.ts'

/**
 * A course is drawn whole, on its page and in its curriculum, and an outline is one document: what no person makes would
 * cost every visitor seconds. Far above what courses have.
 */
export const MOST_LESSONS = 500
export const MOST_SECTIONS = 100
export const MOST_COURSES = 1_000

/** Asked after a write and inside its transaction, which is then taken back. @throws CourseTooLong, CourseTooManySections */
export function checkCourseSize(tx: Writing, courseId: string): void {
  const inside = tx
    .select({ n: count() })
    .from(lessons)
    .where(and(eq(lessons.courseId, courseId), isNull(lessons.deletedAt)))
    .get()
  if ((inside?.n ?? 0) > MOST_LESSONS) throw new CourseTooLong(MOST_LESSONS)
  const opened = tx
    .select({ n: count() })
    .from(sections)
    .where(and(eq(sections.courseId, courseId), isNull(sections.deletedAt)))
    .get()
  if ((opened?.n ?? 0) > MOST_SECTIONS) throw new CourseTooManySections(MOST_SECTIONS)
}

/** Likewise. @throws TooManyCourses */
export function checkCourseCount(tx: Writing): void {
  const found = tx.select({ n: count() }).from(courses).where(isNull(courses.deletedAt)).get()
  if ((found?.n ?? 0) > MOST_COURSES) throw new TooManyCourses(MOST_COURSES)
}
