import { and, eq, ne, sql } from 'drizzle-orm'
import { lessonsOf, type Outline, type OutlineLesson } from '#tenants/courses/outline.ts'
import { lessons } from '#tenants/courses/schema.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import { assets } from '#tenants/media/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { coveredSeconds, type Interval, union } from './coverage.ts'
import { isEnrolled } from './enrollments.ts'
import { EnrollmentNeeded } from './failures.ts'
import { lessonIn, publishedById, publishedBySlug } from './published.ts'
import { enrollments, lessonProgress } from './schema.ts'

/** A video lesson is done when this share of its seconds was really played. */
export const WATCHED_SHARE = 0.9

export interface LessonProgress {
  readonly lessonId: string
  /** Seconds: where the student stopped. */
  readonly position: number
  readonly watchedAt: number
  readonly completedAt: number | null
}

/** The one truth every screen shows. */
export interface CourseProgress {
  readonly done: ReadonlySet<string>
  readonly total: number
  /** 0 to 1. */
  readonly share: number
  /** Where to go on: the lesson that was left open, else the first that is not done, else the first. */
  readonly next: OutlineLesson | undefined
  readonly lessons: ReadonlyMap<string, LessonProgress>
  readonly lastWatchedAt: number | undefined
}

const ofLessons = prepared((db: Reading) =>
  db
    .select({
      lessonId: lessonProgress.lessonId,
      position: lessonProgress.position,
      watchedAt: lessonProgress.watchedAt,
      completedAt: lessonProgress.completedAt,
    })
    .from(lessonProgress)
    .where(
      and(
        eq(lessonProgress.studentId, sql.placeholder('studentId')),
        sql`${lessonProgress.lessonId} IN (SELECT value FROM json_each(${sql.placeholder('lessons')}))`,
      ),
    )
    .prepare(),
)

/** By lesson, not by course: one that was moved to another course has its progress in both, until this one is published without it. */
export function courseProgress(db: Reading, studentId: string, outline: Outline): CourseProgress {
  const lessonIds = lessonsOf(outline).map((lesson) => lesson.id)
  return summarise(ofLessons(db).all({ studentId, lessons: JSON.stringify(lessonIds) }), outline)
}

/** Progress is a matter of the lessons students see now: one that was taken out no longer counts, one that came later does. */
export function summarise(rows: readonly LessonProgress[], outline: Outline): CourseProgress {
  const all = lessonsOf(outline)
  const byLesson = new Map(rows.map((row) => [row.lessonId, row]))
  const done = new Set(all.filter((lesson) => byLesson.get(lesson.id)?.completedAt).map((lesson) => lesson.id))
  const last = all.reduce<LessonProgress | undefined>((latest, lesson) => {
    const row = byLesson.get(lesson.id)
    return row && (!latest || row.watchedAt > latest.watchedAt) ? row : latest
  }, undefined)
  const lastAt = last ? all.findIndex((lesson) => lesson.id === last.lessonId) : -1
  const next =
    (last && !last.completedAt ? all[lastAt] : undefined) ??
    all.slice(lastAt + 1).find((lesson) => !done.has(lesson.id)) ??
    all.find((lesson) => !done.has(lesson.id)) ??
    all[0]
  return {
    done,
    total: all.length,
    share: all.length ? done.size / all.length : 0,
    next,
    lessons: byLesson,
    lastWatchedAt: last?.watchedAt,
  }
}

const rowOf = prepared((db: Reading) =>
  db
    .select()
    .from(lessonProgress)
    .where(and(eq(lessonProgress.studentId, sql.placeholder('studentId')), eq(lessonProgress.lessonId, sql.placeholder('lessonId'))))
    .prepare(),
)
const courseOfLesson = prepared((db: Reading) =>
  db
    .select({ courseId: lessons.courseId })
    .from(lessons)
    .where(eq(lessons.id, sql.placeholder('lessonId')))
    .prepare(),
)
const lengthOf = prepared((db: Reading) =>
  db
    .select({ seconds: assets.seconds })
    .from(assets)
    .where(eq(assets.id, sql.placeholder('assetId')))
    .prepare(),
)

const keepWatched = prepared((tx: Writing) =>
  tx
    .insert(lessonProgress)
    .values({
      studentId: sql.placeholder('studentId'),
      lessonId: sql.placeholder('lessonId'),
      courseId: sql.placeholder('courseId'),
      openedAt: sql.placeholder('openedAt'),
      covered: sql.placeholder('covered'),
      position: sql.placeholder('position'),
      watchedAt: sql.placeholder('watchedAt'),
      completedAt: sql.placeholder('completedAt'),
    })
    .onConflictDoUpdate({
      target: [lessonProgress.studentId, lessonProgress.lessonId],
      set: {
        covered: sql`excluded.covered`,
        position: sql`excluded.position`,
        watchedAt: sql`excluded.watched_at`,
        completedAt: sql`excluded.completed_at`,
      },
    })
    .prepare(),
)

export interface Watched {
  /** The film that was played, where it is said; another one than the lesson shows counts for nothing. */
  readonly assetId?: string | undefined
  readonly covered: readonly Interval[]
  readonly position: number
  /** When the student was there; `now` unless it was told late. */
  readonly at?: number
}

/** The film a lesson shows its students, and how long it is. */
export interface ShownFilm {
  readonly assetId: string
  readonly seconds: number
}

/**
 * Adds what was watched to what was watched before. Applying the same report twice changes nothing. Answers the film it was,
 * and undefined when the student has no such lesson; the report is then dropped.
 */
export function noteWatched(tx: Writing, studentId: string, lessonId: string, watched: Watched, now: number): ShownFilm | undefined {
  const home = courseOfLesson(tx).get({ lessonId })?.courseId
  if (!home) return undefined
  const shown = shownTo(tx, studentId, home, lessonId) ?? shownElsewhere(tx, studentId, home, lessonId)
  const assetId = shown?.lesson.assetId
  if (!assetId) return undefined
  // Who still plays the film the lesson had before has not seen a second of this one.
  if (watched.assetId !== undefined && watched.assetId !== assetId) return undefined
  const { published } = shown
  const courseId = published.course.id
  const seconds = lengthOf(tx).get({ assetId })?.seconds ?? 0
  const row = rowOf(tx).get({ studentId, lessonId })
  const clipped = watched.covered.map(([from, to]): Interval => [Math.max(0, from), Math.min(seconds, to)])
  const covered = union(row?.covered ?? [], clipped)
  const isDone = seconds > 0 && coveredSeconds(covered) >= seconds * WATCHED_SHARE
  const completedAt = row?.completedAt ?? (isDone ? now : null)
  const at = Math.min(watched.at ?? now, now)
  // What a phone tells of yesterday counts as watched, but it is not where the student is now. (A time yet to come is of a clock set back since.)
  const isLate = row && row.watchedAt > at && row.watchedAt <= now
  const { position, watchedAt } = isLate ? row : { position: Math.min(Math.max(0, watched.position), seconds), watchedAt: at }
  keepWatched(tx).run({ studentId, lessonId, courseId: home, openedAt: at, covered, position, watchedAt, completedAt })
  if (completedAt && !row?.completedAt) noteCompleted(tx, studentId, courseId, lessonId, published.outline, now)
  return { assetId, seconds }
}

/** A lesson as a course shows it to who is in that course. */
function shownTo(db: Reading, studentId: string, courseId: string, lessonId: string) {
  const published = isEnrolled(db, studentId, courseId) ? publishedById(db, courseId) : undefined
  const lesson = published && lessonsOf(published.outline).find((one) => one.id === lessonId)
  return lesson && { published, lesson }
}

/** A lesson that was moved is still shown by the course it came from, until that is published again. */
function shownElsewhere(db: Reading, studentId: string, home: string, lessonId: string) {
  const entered = db
    .select({ id: enrollments.courseId })
    .from(enrollments)
    .where(and(eq(enrollments.studentId, studentId), ne(enrollments.courseId, home)))
    .all()
  for (const { id } of entered) {
    const shown = shownTo(db, studentId, id, lessonId)
    if (shown) return shown
  }
  return undefined
}

function noteCompleted(tx: Writing, studentId: string, courseId: string, lessonId: string, outline: Outline, now: number): void {
  record(tx, { type: 'lesson.completed', actor: studentId, subject: lessonId, data: { courseId } }, now)
  const { done, total } = courseProgress(tx, studentId, outline)
  if (done.size === total) record(tx, { type: 'course.completed', actor: studentId, subject: courseId, data: {} }, now)
}

/** The student says so: for texts, and for a video they know. @throws CourseUnknown, LessonUnknown, EnrollmentNeeded */
export function markLesson(
  tenant: Tenant,
  studentId: string,
  courseSlug: string,
  lessonId: string,
  done: boolean,
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    const { course, outline } = publishedBySlug(tx, courseSlug)
    lessonIn(outline, lessonId)
    if (!isEnrolled(tx, studentId, course.id)) throw new EnrollmentNeeded(course.slug)
    const before = rowOf(tx).get({ studentId, lessonId })
    const completedAt = done ? (before?.completedAt ?? now) : null
    // To be watched again: with its seconds still counted, the next ones played would complete it at once.
    const again = done ? {} : { covered: [] }
    tx.insert(lessonProgress)
      .values({ studentId, lessonId, courseId: course.id, openedAt: now, watchedAt: now, completedAt })
      .onConflictDoUpdate({ target: [lessonProgress.studentId, lessonProgress.lessonId], set: { completedAt, watchedAt: now, ...again } })
      .run()
    if (done && !before?.completedAt) noteCompleted(tx, studentId, course.id, lessonId, outline, now)
    if (!done && before?.completedAt)
      record(tx, { type: 'lesson.uncompleted', actor: studentId, subject: lessonId, data: { courseId: course.id } }, now)
  })
}
