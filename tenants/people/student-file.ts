import { and, desc, eq, gt, inArray, isNull, lt, or } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { lessonsOf } from '#tenants/courses/outline.ts'
import { courses, courseVersions } from '#tenants/courses/schema.ts'
import { taughtBy } from '#tenants/courses/taught-by.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { events } from '#tenants/events/schema.ts'
import { type Coverage, studentCoverage } from '#tenants/insights/student-coverage.ts'
import { courseProgress } from '#tenants/learning/progress.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { mails } from '#tenants/mail/schema.ts'
import { StudentUnknown } from './failures.ts'
import { type Student, studentNotes, studentSessions, students, studentTags } from './schema.ts'
import { matchingIds } from './segments.ts'

/** A student within somebody's reach. @param reach the person who sees only who is or was in the courses they teach @throws StudentUnknown */
export function studentInReach(db: Reading, id: string, reach: string | undefined): Student {
  if (reach !== undefined && !matchingIds(db, { ids: [id], knownTo: reach }, 1).length) throw new StudentUnknown()
  return db.select().from(students).where(eq(students.id, id)).get() ?? fail(new StudentUnknown())
}

export interface CourseFile {
  readonly id: string
  readonly title: string
  readonly source: string
  readonly since: number
  readonly endsAt: number | null
  readonly revokedAt: number | null
  readonly done: number
  readonly lessons: readonly {
    readonly id: string
    readonly title: string
    readonly completedAt: number | null
    readonly watchedAt: number | null
    /** Whether it shows a film, and what they have seen of that; null where they played none of it. */
    readonly hasFilm: boolean
    readonly coverage: Coverage | null
  }[]
}

/** The courses a student is or was in, with each lesson; to who teaches some, those alone. */
export function coursesInFile(db: Reading, studentId: string, reach: string | undefined): CourseFile[] {
  const rows = db
    .select({ enrollment: enrollments, id: courses.id, title: courses.title, outline: courseVersions.outline })
    .from(enrollments)
    .innerJoin(courses, and(eq(courses.id, enrollments.courseId), isNull(courses.deletedAt)))
    .leftJoin(courseVersions, eq(courseVersions.id, courses.publishedVersionId))
    .where(and(eq(enrollments.studentId, studentId), taughtBy(db, reach)))
    .orderBy(desc(enrollments.createdAt))
    .all()
  const seen = studentCoverage(
    db,
    studentId,
    rows.flatMap(({ outline }) => (outline ? lessonsOf(outline) : [])),
  )
  return rows.map(({ enrollment, id, title, outline }) => {
    const progress = outline ? courseProgress(db, studentId, outline) : undefined
    return {
      id,
      title,
      source: enrollment.source,
      since: enrollment.createdAt,
      endsAt: enrollment.endsAt,
      revokedAt: enrollment.revokedAt,
      done: progress?.done.size ?? 0,
      lessons: (outline ? lessonsOf(outline) : []).map((lesson) => ({
        id: lesson.id,
        title: lesson.title,
        completedAt: progress?.lessons.get(lesson.id)?.completedAt ?? null,
        watchedAt: progress?.lessons.get(lesson.id)?.watchedAt ?? null,
        hasFilm: lesson.assetId !== null,
        coverage: seen.get(lesson.id) ?? null,
      })),
    }
  })
}

export interface Happening {
  readonly seq: number
  readonly type: string
  readonly actor: string
  readonly subject: string
  readonly data: unknown
  readonly at: number
}

/** What happened to a student or by them, the last first. @param before the `seq` the page before ended with */
export function happenings(db: Reading, studentId: string, before: number | undefined, size: number): { list: Happening[]; more: boolean } {
  const theirs = db.select({ id: enrollments.id }).from(enrollments).where(eq(enrollments.studentId, studentId))
  const own = or(eq(events.actor, studentId), eq(events.subject, studentId), inArray(events.subject, theirs))
  const rows = db
    .select()
    .from(events)
    .where(and(own, before === undefined ? undefined : lt(events.seq, before)))
    .orderBy(desc(events.seq))
    .limit(size + 1)
    .all()
  return { list: rows.slice(0, size), more: rows.length > size }
}

/** What a student is signed in with now. A session that was rotated is one device, not two. */
export const devicesOf = (db: Reading, studentId: string, now: number) =>
  db
    .select({
      id: studentSessions.tokenHash,
      userAgent: studentSessions.userAgent,
      address: studentSessions.address,
      since: studentSessions.createdAt,
      seenAt: studentSessions.rotatedAt,
    })
    .from(studentSessions)
    .where(and(eq(studentSessions.ownerId, studentId), gt(studentSessions.expiresAt, now), isNull(studentSessions.replacedBy)))
    .orderBy(desc(studentSessions.rotatedAt))
    .all()

export const lettersTo = (db: Reading, studentId: string, most = 20) =>
  db
    .select({ id: mails.id, letter: mails.letter, createdAt: mails.createdAt, sentAt: mails.sentAt, failedAt: mails.failedAt })
    .from(mails)
    .where(eq(mails.studentId, studentId))
    .orderBy(desc(mails.createdAt))
    .limit(most)
    .all()

export const noteOn = (db: Reading, studentId: string) =>
  db.select().from(studentNotes).where(eq(studentNotes.studentId, studentId)).get() ?? null

export const tagsOf = (db: Reading, studentId: string): string[] =>
  db
    .select({ tag: studentTags.tag })
    .from(studentTags)
    .where(eq(studentTags.studentId, studentId))
    .orderBy(studentTags.tag)
    .all()
    .map(({ tag }) => tag)
