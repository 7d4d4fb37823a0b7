import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { CourseTakenAway, CourseUnknown, LessonUnknown } from '#tenants/courses/failures.ts'
import { lessonsOf, type Outline, type OutlineLesson } from '#tenants/courses/outline.ts'
import { type Course, courses, courseVersions } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'

export interface PublishedCourse {
  readonly course: Course
  readonly versionId: string
  readonly outline: Outline
}

const bySlug = prepared((db: Reading) =>
  db
    .select({ course: courses, versionId: courseVersions.id, outline: courseVersions.outline })
    .from(courses)
    .innerJoin(courseVersions, eq(courseVersions.id, courses.publishedVersionId))
    .where(and(eq(courses.slug, sql.placeholder('slug')), isNull(courses.deletedAt)))
    .prepare(),
)

const byId = prepared((db: Reading) =>
  db
    .select({ course: courses, versionId: courseVersions.id, outline: courseVersions.outline })
    .from(courses)
    .innerJoin(courseVersions, eq(courseVersions.id, courses.publishedVersionId))
    .where(and(eq(courses.id, sql.placeholder('id')), isNull(courses.deletedAt)))
    .prepare(),
)

/** A course as students see it. @throws CourseTakenAway for one that is no longer on the site, CourseUnknown for one that never was */
export function publishedBySlug(db: Reading, slug: string): PublishedCourse {
  return bySlug(db).get({ slug }) ?? fail(missing(db, slug))
}

/** Only a course that visitors once saw is named, by the title it had for them. */
function missing(db: Reading, slug: string): CourseUnknown {
  const last = db
    .select({ deletedAt: courses.deletedAt, outline: courseVersions.outline })
    .from(courses)
    .innerJoin(courseVersions, eq(courseVersions.courseId, courses.id))
    .where(eq(courses.slug, slug))
    .orderBy(desc(courseVersions.number))
    .limit(1)
    .get()
  return last ? new CourseTakenAway(last.deletedAt === null ? 'taken_off' : 'removed', last.outline.title) : new CourseUnknown()
}

export const publishedById = (db: Reading, id: string): PublishedCourse | undefined => byId(db).get({ id })

/** @throws LessonUnknown */
export function lessonIn(outline: Outline, lessonId: string): OutlineLesson {
  const lesson = lessonsOf(outline).find((one) => one.id === lessonId)
  if (!lesson) throw new LessonUnknown()
  return lesson
}
