import { and, desc, eq } from 'drizzle-orm'
import { taughtIds } from '#tenants/courses/taught-by.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { isOpen } from '#tenants/learning/enrollments.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { students } from '#tenants/people/schema.ts'

export interface NewestStudent {
  readonly id: string
  readonly name: string
  readonly email: string
  /** When they joined the school; a person's own courses, where only those are looked at. */
  readonly joinedAt: number
}

const MOST = 5

const who = { id: students.id, name: students.name, email: students.email }

/** The last ones who joined, or who came into the courses a person teaches. */
export function newestStudents(db: Reading, reach: string | undefined, now: number): NewestStudent[] {
  if (reach === undefined)
    return db
      .select({ ...who, joinedAt: students.createdAt })
      .from(students)
      .orderBy(desc(students.id))
      .limit(MOST)
      .all()
  // Each course by itself, so that its index answers in order and the students of years are not sorted.
  const entered = taughtIds(db, reach).flatMap((courseId) =>
    db
      .select({ ...who, joinedAt: enrollments.createdAt })
      .from(enrollments)
      .innerJoin(students, eq(students.id, enrollments.studentId))
      .where(and(eq(enrollments.courseId, courseId), isOpen(now)))
      .orderBy(desc(enrollments.createdAt))
      .limit(MOST)
      .all(),
  )
  const newest = entered.sort((a, b) => b.joinedAt - a.joinedAt)
  return newest.filter(({ id }, at) => newest.findIndex((one) => one.id === id) === at).slice(0, MOST)
}
