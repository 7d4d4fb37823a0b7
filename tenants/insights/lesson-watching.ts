import { and, count, eq, isNull } from 'drizzle-orm'
import { type LessonScreen, lessonScreen } from '#tenants/courses/lesson-screen.ts'
import { lessonsOf } from '#tenants/courses/outline.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { publishedById } from '#tenants/learning/published.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { type AssetView, assetView } from '#tenants/media/asset-view.ts'
import { type LessonRetention, lessonRetention, type WatchedFilm, watchedFilms } from './lesson-retention.ts'

export interface LessonWatching extends Pick<LessonScreen, 'course' | 'lesson' | 'section' | 'number' | 'count'> {
  /** The film it is about; null where the lesson has none and never had. */
  readonly assetId: string | null
  /** Undefined where it was deleted since. */
  readonly film: AssetView | undefined
  readonly retention: LessonRetention | undefined
  /** Whether students see this one now, and whether the draft has another. */
  readonly isCurrent: boolean
  readonly hasOtherDraft: boolean
  /** Others the lesson has had, that somebody watched. */
  readonly others: readonly WatchedFilm[]
  /** Students in the course. */
  readonly students: number
}

/**
 * How a lesson's film is watched: the one students see, or else the draft's.
 * @param asked another film this lesson has had; anything else is not heard
 * @throws CourseUnknown, LessonUnknown
 */
export function lessonWatching(db: Reading, courseId: string, lessonId: string, asked?: string, now = Date.now()): LessonWatching {
  const { course, lesson, section, number, count: lessons } = lessonScreen(db, courseId, lessonId, now)
  const published = publishedById(db, course.id)
  const shown = published && lessonsOf(published.outline).find((one) => one.id === lesson.id)?.assetId
  const current = shown ?? lesson.assetId
  const films = watchedFilms(db, lesson.id)
  const assetId = films.find((film) => film.assetId === asked)?.assetId ?? current
  return {
    course,
    lesson,
    section,
    number,
    count: lessons,
    assetId,
    film: assetView(db, assetId, now),
    retention: assetId === null ? undefined : lessonRetention(db, lesson.id, assetId),
    isCurrent: assetId === current,
    hasOtherDraft: Boolean(shown) && lesson.assetId !== null && lesson.assetId !== shown,
    others: films.filter((film) => film.assetId !== assetId && film.assetId !== current),
    students: studentsIn(db, course.id),
  }
}

const studentsIn = (db: Reading, courseId: string): number =>
  db
    .select({ all: count() })
    .from(enrollments)
    .where(and(eq(enrollments.courseId, courseId), isNull(enrollments.revokedAt)))
    .get()?.all ?? 0
