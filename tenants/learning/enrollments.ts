import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import { students } from '#tenants/people/schema.ts'
import { type Enrollment, enrollments } from './schema.ts'

/** Lets a student into a course; one who was in before and had it revoked comes back with their progress. */
export function grant(
  tx: Writing,
  studentId: string,
  courseId: string,
  by: { source: 'code' | 'staff' | 'import'; actor: string; codeId?: string; endsAt?: number | null },
  now: number,
): Enrollment {
  const enrollment: Enrollment = {
    id: newId('enrollment', now),
    studentId,
    courseId,
    source: by.source,
    codeId: by.codeId ?? null,
    createdAt: now,
    revokedAt: null,
    endsAt: by.endsAt ?? null,
  }
  const granted = tx
    .insert(enrollments)
    .values(enrollment)
    .onConflictDoUpdate({
      target: [enrollments.studentId, enrollments.courseId],
      set: { revokedAt: null, source: by.source, codeId: by.codeId ?? null, endsAt: by.endsAt ?? null },
    })
    .returning()
    .get()
  record(tx, { type: 'enrollment.granted', actor: by.actor, subject: granted.id, data: { courseId, studentId } }, now)
  return granted
}

/**
 * What makes an enrollment count: not revoked, and not at its end. Together with the student's not being suspended it is the one
 * rule of access, for lists as for a single question.
 */
export const isOpen = (now = Date.now()): SQL => openUntil(sql`${now}`)

/** The same rule of a row that was read. */
export const isOpenRow = ({ revokedAt, endsAt }: Pick<Enrollment, 'revokedAt' | 'endsAt'>, now = Date.now()): boolean =>
  revokedAt === null && (endsAt === null || endsAt > now)

const openUntil = (now: SQL): SQL =>
  sql`(${enrollments.revokedAt} IS NULL AND (${enrollments.endsAt} IS NULL OR ${enrollments.endsAt} > ${now}))`

const active = prepared((db: Reading) =>
  db
    .select({ id: enrollments.id })
    .from(enrollments)
    .innerJoin(students, and(eq(students.id, enrollments.studentId), isNull(students.suspendedAt)))
    .where(
      and(
        eq(enrollments.studentId, sql.placeholder('studentId')),
        eq(enrollments.courseId, sql.placeholder('courseId')),
        openUntil(sql`${sql.placeholder('now')}`),
      ),
    )
    .prepare(),
)

/** Whether there is an enrollment that counts, be its student suspended or not: for who would give another. */
export const hasOpenEnrollment = (db: Reading, studentId: string, courseId: string, now = Date.now()): boolean =>
  db
    .select({ id: enrollments.id })
    .from(enrollments)
    .where(and(eq(enrollments.studentId, studentId), eq(enrollments.courseId, courseId), isOpen(now)))
    .get() !== undefined

/** The one question of access: is this student in this course now? */
export const isEnrolled = (db: Reading, studentId: string, courseId: string, now = Date.now()): boolean =>
  active(db).get({ studentId, courseId, now }) !== undefined
