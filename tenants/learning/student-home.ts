import { and, desc, eq, exists, isNotNull, isNull, or } from 'drizzle-orm'
import { lessonsOf, secondsOf } from '#tenants/courses/outline.ts'
import { courses, courseVersions } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { type Picture, picture } from '#tenants/site/pages.ts'
import { isOpen } from './enrollments.ts'
import { type CourseProgress, courseProgress } from './progress.ts'
import { enrollments } from './schema.ts'

export interface EnrolledCourse {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly cover: Picture | null
  /** 0 to 1. */
  readonly share: number
  readonly done: number
  readonly total: number
  readonly seconds: number
  readonly next: CourseProgress['next']
  /** Seconds into `next` where the student stopped; 0 at its beginning. */
  readonly position: number
  readonly lastWatchedAt: number | undefined
}

/** The courses a student is in, the one they were in last first. A course that is off the site for now is left out. */
export function enrolledCourses(db: Reading, studentId: string): EnrolledCourse[] {
  return db
    .select({ course: courses, outline: courseVersions.outline })
    .from(enrollments)
    .innerJoin(courses, and(eq(courses.id, enrollments.courseId), isNull(courses.deletedAt)))
    .innerJoin(courseVersions, eq(courseVersions.id, courses.publishedVersionId))
    .where(and(eq(enrollments.studentId, studentId), isOpen()))
    .orderBy(desc(enrollments.createdAt))
    .all()
    .map(({ course, outline }) => {
      const progress = courseProgress(db, studentId, outline)
      return {
        id: course.id,
        slug: course.slug,
        title: outline.title,
        cover: picture(db, course.coverAssetId),
        share: progress.share,
        done: progress.done.size,
        total: progress.total,
        seconds: secondsOf(lessonsOf(outline)),
        next: progress.next,
        position: (progress.next && progress.lessons.get(progress.next.id)?.position) ?? 0,
        lastWatchedAt: progress.lastWatchedAt,
      }
    })
    .sort((a, b) => (b.lastWatchedAt ?? 0) - (a.lastWatchedAt ?? 0))
}

export interface RestingCourse {
  readonly id: string
  readonly title: string
  /** Deleted by the school, not only off the site for now. */
  readonly isRemoved: boolean
}

/** Courses a student is in that are not on the site. One that nobody could see before it was deleted is nothing to tell of. */
export function restingCourses(db: Reading, studentId: string): RestingCourse[] {
  return db
    .select({ id: courses.id, title: courses.title, deletedAt: courses.deletedAt })
    .from(enrollments)
    .innerJoin(courses, eq(courses.id, enrollments.courseId))
    .where(
      and(
        eq(enrollments.studentId, studentId),
        isOpen(),
        or(
          and(isNull(courses.deletedAt), isNull(courses.publishedVersionId)),
          and(
            isNotNull(courses.deletedAt),
            exists(db.select({ id: courseVersions.id }).from(courseVersions).where(eq(courseVersions.courseId, courses.id))),
          ),
        ),
      ),
    )
    .orderBy(desc(enrollments.createdAt))
    .all()
    .map(({ id, title, deletedAt }) => ({ id, title, isRemoved: deletedAt !== null }))
}
