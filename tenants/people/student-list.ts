import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import { lessonsOf } from '#tenants/courses/outline.ts'
import { courses, courseVersions } from '#tenants/courses/schema.ts'
import { taughtBy } from '#tenants/courses/taught-by.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { isOpen } from '#tenants/learning/enrollments.ts'
import { enrollments, lessonProgress } from '#tenants/learning/schema.ts'
import { students } from './schema.ts'
import type { StudentSort } from './segment-names.ts'
import { type Matching, matching } from './segments.ts'

export interface StudentQuery extends Matching {
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
  /** When they last signed in, came back, or learned. Milliseconds; 0 for who never was here. */
  readonly seenAt: number
  readonly suspendedAt: number | null
  readonly sharedAt: number | null
  readonly sharedWhy: 'networks' | 'devices' | null
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

const SHOWN = {
  id: students.id,
  name: students.name,
  email: students.email,
  joinedAt: students.createdAt,
  seenAt: students.seenAt,
  suspendedAt: students.suspendedAt,
  sharedAt: students.sharedAt,
  sharedWhy: students.sharedWhy,
}

/** One page of the students of a school, with what they are in and how far they came: six statements however many there are. */
export function studentPage(db: Reading, query: StudentQuery, now = Date.now()): StudentPage {
  const reach = matching(db, { taughtBy: query.taughtBy }, now)
  const where = matching(db, query, now)
  const all = db.select({ n: count() }).from(students).where(reach).get()?.n ?? 0
  const total = where ? (db.select({ n: count() }).from(students).where(where).get()?.n ?? 0) : all
  const page = Math.max(1, Math.min(query.page ?? 1, Math.ceil(total / query.size)))
  const rows = db
    .select(SHOWN)
    .from(students)
    .where(where)
    .orderBy(...order(query))
    .limit(query.size)
    .offset((page - 1) * query.size)
    .all()
  return { students: withCourses(db, query.taughtBy, rows, now), total, all, page }
}

/** The next students in the order they joined, for who goes through all of them. @param after the last one's id, or nothing */
export function studentsAfter(db: Reading, asked: Matching, after: string, size: number, now = Date.now()): readonly StudentRow[] {
  const rows = db
    .select(SHOWN)
    .from(students)
    .where(and(gt(students.id, after), matching(db, asked, now)))
    .orderBy(asc(students.id))
    .limit(size)
    .all()
  return withCourses(db, asked.taughtBy, rows, now)
}

function withCourses(db: Reading, teacher: string | undefined, rows: readonly Omit<StudentRow, 'courses'>[], now: number): StudentRow[] {
  const inCourses = coursesOf(
    db,
    teacher,
    rows.map((row) => row.id),
    now,
  )
  return rows.map((row) => ({ ...row, courses: inCourses.get(row.id) ?? [] }))
}

function order({ sort, descending }: StudentQuery): SQL[] {
  const by = descending ? desc : asc
  // Ids are made in the order of time, and they are the key of the table, so “joined” costs no sorting.
  if (sort === 'joined') return [by(students.id)]
  // The same direction for both, so that the index answers in order and nothing is sorted.
  if (sort === 'seen') return [by(students.seenAt), by(students.id)]
  return [by(sql`${students.name} COLLATE NOCASE`), asc(students.id)]
}

function coursesOf(db: Reading, teacher: string | undefined, studentIds: string[], now: number): Map<string, StudentCourse[]> {
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
    .where(and(inArray(enrollments.studentId, studentIds), isOpen(now), taughtBy(db, teacher)))
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
