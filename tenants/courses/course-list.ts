import { and, asc, count, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { isOpen } from '#tenants/learning/enrollments.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import type { Picture } from '#tenants/site/pages.ts'
import { courses, lessonBodies, lessons, sections } from './schema.ts'
import { taughtBy } from './taught-by.ts'
import { WORDS_A_SECOND } from './versions.ts'

export type CourseSort = 'changed' | 'title' | 'students'

export interface CourseQuery {
  /** Only those this person teaches. */
  readonly taughtBy?: string | undefined
  /** Part of a title, in any case. */
  readonly search?: string
  readonly status?: 'draft' | 'published'
  readonly sort?: CourseSort
  /** From 1. */
  readonly page?: number
}

export interface CourseRow {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly published: boolean
  /** Of the draft. */
  readonly lessons: number
  /** Length of the draft's videos, and the time its texts take to read. */
  readonly seconds: number
  /** Who has access now. */
  readonly students: number
  readonly price: number
  readonly currency: string
  readonly updatedAt: number
  readonly cover: Picture | null
}

export const COURSES_A_PAGE = 25

export interface CourseList {
  readonly rows: readonly CourseRow[]
  /** From 1; the last one where a later one was asked for, as after the only course of a page was deleted. */
  readonly page: number
  /** How many match, on all pages. */
  readonly found: number
  /** How many courses the school has at all. */
  readonly all: number
}

/** The courses of a school as its staff see them, in three statements however many there are. */
export function courseList(
  db: Reading,
  { taughtBy: teacher, search = '', status, sort = 'changed', page: asked = 1 }: CourseQuery = {},
): CourseList {
  const alive = and(isNull(courses.deletedAt), taughtBy(db, teacher))
  const matching = and(
    alive,
    search ? sql`${courses.title} LIKE ${`%${search.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'` : undefined,
    status === 'published' ? isNotNull(courses.publishedVersionId) : status === 'draft' ? isNull(courses.publishedVersionId) : undefined,
  )
  const number = (where: SQL | undefined) => db.select({ n: count() }).from(courses).where(where).get()?.n ?? 0
  const matches = number(matching)
  const page = Math.max(1, Math.min(asked, Math.ceil(matches / COURSES_A_PAGE)))
  const content = contentOf(db)
  const students = db
    .select({ courseId: enrollments.courseId, students: count().as('students') })
    .from(enrollments)
    .where(isOpen())
    .groupBy(enrollments.courseId)
    .as('enrolled')
  const changedAt = sql<number>`max(${courses.updatedAt}, coalesce(${content.changedAt}, 0))`
  const found = db
    .select({
      course: courses,
      lessons: content.lessons,
      seconds: content.seconds,
      changedAt,
      students: students.students,
      coverState: assets.state,
      renditions: assets.renditions,
    })
    .from(courses)
    .leftJoin(content, eq(content.courseId, courses.id))
    .leftJoin(students, eq(students.courseId, courses.id))
    .leftJoin(assets, eq(assets.id, courses.coverAssetId))
    .where(matching)
    .orderBy(
      ...{
        changed: [desc(changedAt)],
        title: [sql`${courses.title} COLLATE NOCASE`],
        students: [desc(sql`coalesce(${students.students}, 0)`)],
      }[sort],
      asc(courses.id),
    )
    .limit(COURSES_A_PAGE)
    .offset((page - 1) * COURSES_A_PAGE)
    .all()
  return {
    rows: found.map(({ course, ...row }) => ({
      id: course.id,
      slug: course.slug,
      title: course.title,
      published: course.publishedVersionId !== null,
      lessons: row.lessons ?? 0,
      seconds: row.seconds ?? 0,
      students: row.students ?? 0,
      price: course.price,
      currency: course.currency,
      updatedAt: row.changedAt,
      cover: coverOf(course.coverAssetId, row.coverState, row.renditions),
    })),
    page,
    found: matches,
    all: number(alive),
  }
}

/** What stands in each course's draft, summed. */
function contentOf(db: Reading) {
  const seconds = sql`CASE WHEN ${lessons.kind} = 'video' AND ${lessons.assetId} IS NOT NULL THEN coalesce(${assets.seconds}, 0)
    ELSE round(coalesce(${lessonBodies.words}, 0) / ${WORDS_A_SECOND}) END`
  return db
    .select({
      courseId: sql<string>`${lessons.courseId}`.as('content_course'),
      lessons: count().as('lesson_count'),
      seconds: sql<number>`sum(${seconds})`.as('lesson_seconds'),
      changedAt: sql<number>`max(${lessons.updatedAt})`.as('lessons_changed'),
    })
    .from(lessons)
    .innerJoin(sections, and(eq(sections.id, lessons.sectionId), isNull(sections.deletedAt)))
    .leftJoin(assets, eq(assets.id, lessons.assetId))
    .leftJoin(lessonBodies, eq(lessonBodies.id, lessons.bodyId))
    .where(isNull(lessons.deletedAt))
    .groupBy(lessons.courseId)
    .as('content')
}

/** The picture a cover has become, once it is prepared. */
export function coverOf(assetId: string | null, state: string | null, renditions: readonly { width: number }[] | null): Picture | null {
  if (!assetId || state !== 'ready' || !renditions?.length) return null
  return { assetId, widths: renditions.map((one) => one.width).sort((a, b) => a - b) }
}

/** A course that was deleted and can be restored; undefined for any other. */
export function deletedCourse(db: Reading, id: string, teacher?: string): { id: string; title: string; students: number } | undefined {
  const course = db
    .select({ id: courses.id, title: courses.title })
    .from(courses)
    .where(and(eq(courses.id, id), isNotNull(courses.deletedAt), taughtBy(db, teacher)))
    .get()
  return course && { ...course, students: studentsIn(db, id) }
}

/** Who has access to a course now. */
export const studentsIn = (db: Reading, courseId: string): number =>
  db
    .select({ n: count() })
    .from(enrollments)
    .where(and(eq(enrollments.courseId, courseId), isOpen()))
    .get()?.n ?? 0
