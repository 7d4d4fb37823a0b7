import { and, eq, isNotNull, isNull, or } from 'drizzle-orm'
import { courses } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { isEnrolled } from './enrollments.ts'
import { courseProgress } from './progress.ts'
import { publishedBySlug } from './published.ts'

/** Where who asks for a course goes on: in a lesson, on the page that tells about it, or at home, where it says that the course is not on the site. */
export type Continuing = { readonly at: 'lesson'; readonly lessonId: string } | { readonly at: 'course' } | { readonly at: 'home' }

/** `studentId` is undefined for a visitor. @throws CourseUnknown */
export function whereToContinue(db: Reading, studentId: string | undefined, courseSlug: string): Continuing {
  if (studentId && isResting(db, studentId, courseSlug)) return { at: 'home' }
  const { course, outline } = publishedBySlug(db, courseSlug)
  if (!studentId || !isEnrolled(db, studentId, course.id)) return { at: 'course' }
  const { next } = courseProgress(db, studentId, outline)
  return next ? { at: 'lesson', lessonId: next.id } : { at: 'course' }
}

function isResting(db: Reading, studentId: string, courseSlug: string): boolean {
  const course = db
    .select({ id: courses.id })
    .from(courses)
    .where(and(eq(courses.slug, courseSlug), or(isNotNull(courses.deletedAt), isNull(courses.publishedVersionId))))
    .get()
  return course !== undefined && isEnrolled(db, studentId, course.id)
}
