import { and, asc, count, desc, eq, exists, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm'
import { lessonsOf } from '#tenants/courses/outline.ts'
import { courseStaff, courses, courseVersions } from '#tenants/courses/schema.ts'
import { taughtBy } from '#tenants/courses/taught-by.ts'
import { containing } from '#tenants/database/containing.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { enrollments, lessonProgress } from '#tenants/learning/schema.ts'
import { students } from './schema.ts'

export const STUDENT_SORTS = ['joined', 'name', 'seen'] as const
export type StudentSort = (typeof STUDENT_SORTS)[number]

export interface StudentQuery {
  /** Part of a name or an e-mail. */
  readonly search?: string
  /** Only who is in a course this person teaches, and no other courses of theirs. */
  readonly taughtBy?: string | undefined
  /** Only who is in this course now. */
  readonly courseId?: string
  readonly sort: StudentSort
  readonly descending: boolean
  /** From 1. A page past the end is the last one. */
  readonly page?: number
  readonly size: number
}

export interface StudentCourse {
  readonly id: string
  readonly title: string
  readonly done: number
  /** Lessons students see now; 0 while the course is not published. */
  readonly total: number
}

export interface StudentRow {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly joinedAt: number
  /** When they last signed in, came back, or learned. Milliseconds. */
  readonly seenAt: number
  readonly courses: readonly StudentCourse[]
}

export interface StudentPage {
  readonly students: readonly StudentRow[]
  /** How many match, on all pages. */
  readonly total: number
  /** How many the school has. */
  readonly all: number
  readonly page: number
}

/** One page of the students of a school, with what they are in and how far they came: six statements however many there are. */
export function studentPage(db: Reading, query: StudentQuery): StudentPage {
  const seen = query.taughtBy === undefined ? undefined : taughtTo(db, query.taughtBy)
  const where = and(seen, matching(query.search?.trim() ?? ''), query.courseId ? inCourse(db, query.courseId) : undefined)
  const all = db.select({ n: count() }).from(students).where(seen).get()?.n ?? 0
  const total = where ? (db.select({ n: count() }).from(students).where(where).get()?.n ?? 0) : all
  const page = Math.max(1, Math.min(query.page ?? 1, Math.ceil(total / query.size)))
  const rows = db
    .select({ id: students.id, name: students.name, email: students.email, joinedAt: students.createdAt, seenAt: students.seenAt })
    .from(students)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((page - 1) * query.size)
    .all()
  const inCourses = coursesOf(
    db,
    query.taughtBy,
    rows.map((row) => row.id),
  )
  return { students: rows.map((row) => ({ ...row, courses: inCourses.get(row.id) ?? [] })), total, all, page }
}

function matching(search: string): SQL | undefined {
  return search ? or(containing(students.name, search), containing(students.email, search)) : undefined
}

const taughtTo = (db: Reading, personId: string): SQL =>
  exists(
    db
      .select({ id: enrollments.id })
      .from(enrollments)
      .innerJoin(courseStaff, and(eq(courseStaff.courseId, enrollments.courseId), eq(courseStaff.personId, personId)))
      .where(and(eq(enrollments.studentId, students.id), isNull(enrollments.revokedAt))),
  )

const inCourse = (db: Reading, courseId: string): SQL =>
  exists(
    db
      .select({ id: enrollments.id })
      .from(enrollments)
      .where(and(eq(enrollments.studentId, students.id), eq(enrollments.courseId, courseId), isNull(enrollments.revokedAt))),
  )

function order({ sort, descending }: StudentQuery): SQL[] {
  const by = descending ? desc : asc
  // Ids are made in the order of time, and they are the key of the table, so “joined” costs no sorting.
  if (sort === 'joined') return [by(students.id)]
  // The same direction for both, so that the index answers in order and nothing is sorted.
  if (sort === 'seen') return [by(students.seenAt), by(students.id)]
  return [by(sql`${students.name} COLLATE NOCASE`), asc(students.id)]
}

function coursesOf(db: Reading, teacher: string | undefined, studentIds: string[]): Map<string, StudentCourse[]> {
  if (!studentIds.length) return new Map()
  const entered = db
    .select({
      studentId: enrollments.studentId,
      courseId: courses.id,
      title: courses.title,
      versionId: courses.publishedVersionId,
    })
    .from(enrollments)
    .innerJoin(courses, and(eq(courses.id, enrollments.courseId), isNull(courses.deletedAt)))
    .where(and(inArray(enrollments.studentId, studentIds), isNull(enrollments.revokedAt), taughtBy(db, teacher)))
    .orderBy(desc(enrollments.createdAt))
    .all()
  const lessons = lessonsByVersion(db, [...new Set(entered.map((one) => one.versionId).filter((id) => id !== null))])
  const done = doneBy(db, studentIds)
  const found = new Map<string, StudentCourse[]>()
  for (const { studentId, courseId, title, versionId } of entered) {
    const shown = lessons.get(versionId ?? '') ?? []
    const course = { id: courseId, title, done: shown.filter((id) => done.has(`${studentId} ${id}`)).length, total: shown.length }
    found.set(studentId, [...(found.get(studentId) ?? []), course])
  }
  return found
}

function lessonsByVersion(db: Reading, versionIds: string[]): Map<string, string[]> {
  if (!versionIds.length) return new Map()
  return new Map(
    db
      .select({ id: courseVersions.id, outline: courseVersions.outline })
      .from(courseVersions)
      .where(inArray(courseVersions.id, versionIds))
      .all()
      .map(({ id, outline }) => [id, lessonsOf(outline).map((lesson) => lesson.id)]),
  )
}

function doneBy(db: Reading, studentIds: string[]): Set<string> {
  return new Set(
    db
      .select({ studentId: lessonProgress.studentId, lessonId: lessonProgress.lessonId })
      .from(lessonProgress)
      .where(and(inArray(lessonProgress.studentId, studentIds), isNotNull(lessonProgress.completedAt)))
      .all()
      .map(({ studentId, lessonId }) => `${studentId} ${lessonId}`),
  )
}

/** The courses a list of students can be narrowed to, as they stand on the courses page. */
export const coursesToChoose = (db: Reading, teacher?: string): { id: string; title: string; published: boolean }[] =>
  db
    .select({ id: courses.id, title: courses.title, versionId: courses.publishedVersionId })
    .from(courses)
    .where(and(isNull(courses.deletedAt), taughtBy(db, teacher)))
    .orderBy(asc(courses.position))
    .all()
    .map(({ id, title, versionId }) => ({ id, title, published: versionId !== null }))
