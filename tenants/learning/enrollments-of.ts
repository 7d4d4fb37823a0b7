import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm'
import { courses } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { codeBatches, codes } from '#tenants/sales/schema.ts'
import { isOpenRow } from './enrollments.ts'
import { enrollments } from './schema.ts'

export interface OwnEnrollment {
  readonly courseId: string
  readonly slug: string
  readonly title: string
  /** Whether students can open it now. */
  readonly isOpen: boolean
  readonly source: string
  readonly createdAt: number
  readonly revokedAt: number | null
  /** Until when; null for ever. */
  readonly endsAt: number | null
  /** Whether that day is past. */
  readonly hasEnded: boolean
}

/** What a student has, or had, and how they came by it; the newest first. */
export const enrollmentsOf = (db: Reading, studentId: string, now = Date.now()): OwnEnrollment[] =>
  db
    .select({ enrollment: enrollments, course: courses })
    .from(enrollments)
    .innerJoin(courses, and(eq(courses.id, enrollments.courseId), isNull(courses.deletedAt)))
    .where(eq(enrollments.studentId, studentId))
    .orderBy(desc(enrollments.createdAt))
    .all()
    .map(({ enrollment, course }) => ({
      ...{ courseId: course.id, slug: course.slug, title: course.title },
      ...{ source: enrollment.source, createdAt: enrollment.createdAt, revokedAt: enrollment.revokedAt, endsAt: enrollment.endsAt },
      hasEnded: enrollment.endsAt !== null && enrollment.endsAt <= now,
      isOpen: isOpenRow(enrollment, now) && course.publishedVersionId !== null,
    }))

/** The codes a student has used up, as cards print them. */
export const codesRedeemed = (db: Reading, studentId: string): { text: string; usedAt: number; title: string }[] =>
  db
    .select({ text: codes.text, usedAt: codes.usedAt, title: courses.title })
    .from(codes)
    .innerJoin(codeBatches, eq(codeBatches.id, codes.batchId))
    .innerJoin(courses, eq(courses.id, codeBatches.courseId))
    .where(and(eq(codes.usedBy, studentId), isNotNull(codes.usedAt)))
    .orderBy(desc(codes.usedAt))
    .all()
    .map(({ text, usedAt, title }) => ({ text, usedAt: usedAt ?? 0, title }))
