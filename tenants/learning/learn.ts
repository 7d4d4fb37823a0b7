import { eq, sql } from 'drizzle-orm'
import { lessonBody } from '#tenants/courses/lesson-body.ts'
import { lessonsOf, type OutlineLesson } from '#tenants/courses/outline.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { type Asset, assets } from '#tenants/media/schema.ts'
import { isEnrolled } from './enrollments.ts'
import { EnrollmentNeeded } from './failures.ts'
import { type CourseProgress, courseProgress, summarise } from './progress.ts'
import { lessonIn, type PublishedCourse, publishedBySlug } from './published.ts'

export interface LearnView extends Pick<PublishedCourse, 'course' | 'outline'> {
  readonly lesson: OutlineLesson
  readonly html: string
  readonly video: Asset | undefined
  readonly progress: CourseProgress
  /** A visitor, or a student who is not in the course, looking at a free lesson. */
  readonly isPreview: boolean
  readonly following: OutlineLesson | undefined
}

const videoById = prepared((db: Reading) =>
  db
    .select()
    .from(assets)
    .where(eq(assets.id, sql.placeholder('id')))
    .prepare(),
)

/** One lesson as a student or visitor may see it. @throws CourseUnknown, LessonUnknown, EnrollmentNeeded */
export function learnView(db: Reading, studentId: string | undefined, courseSlug: string, lessonId: string): LearnView {
  const published = publishedBySlug(db, courseSlug)
  const { course, outline } = published
  return openLesson(db, published, lessonId, (lesson) => {
    const enrolled = studentId !== undefined && isEnrolled(db, studentId, course.id)
    if (!enrolled && !lesson.preview) throw new EnrollmentNeeded(course.slug)
    return { progress: enrolled ? courseProgress(db, studentId, outline) : summarise([], outline), isPreview: !enrolled }
  })
}

/** A lesson of an outline, published or not, with what `standing` says of who looks. @throws LessonUnknown, and what `standing` throws */
export function openLesson(
  db: Reading,
  { course, outline }: Pick<LearnView, 'course' | 'outline'>,
  lessonId: string,
  standing: (lesson: OutlineLesson) => Pick<LearnView, 'progress' | 'isPreview'>,
): LearnView {
  const lesson = lessonIn(outline, lessonId)
  const seen = standing(lesson)
  const all = lessonsOf(outline)
  return {
    course,
    outline,
    lesson,
    html: lessonBody(db, lesson.bodyId).html,
    video: lesson.assetId ? videoById(db).get({ id: lesson.assetId }) : undefined,
    ...seen,
    following: all[all.indexOf(lesson) + 1],
  }
}

/** May this student, or a visitor, see this asset now? Asked for each playlist and segment. */
export function mayWatch(db: Reading, studentId: string | undefined, courseSlug: string, lessonId: string, assetId: string): boolean {
  const { course, outline } = publishedBySlug(db, courseSlug)
  const lesson = lessonsOf(outline).find((one) => one.id === lessonId)
  if (lesson?.assetId !== assetId) return false
  return lesson.preview || (studentId !== undefined && isEnrolled(db, studentId, course.id))
}
