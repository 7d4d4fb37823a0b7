import { and, asc, count, eq, exists, gt, gte, inArray, isNotNull, isNull, lt, lte, or, type SQL } from 'drizzle-orm'
import { courseStaff } from '#tenants/courses/schema.ts'
import { containing } from '#tenants/database/containing.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { isOpen } from '#tenants/learning/enrollments.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { students, studentTags } from './schema.ts'
import type { Segment } from './segment-names.ts'

const DAY = 86_400_000
const WEEK = 7 * DAY
/** Began, and nothing for so long. */
const STUCK = 14 * DAY
/** An end as near as this should be known. */
const SOON = 14 * DAY

/** Which students of a school. */
export interface Matching {
  /** Part of a name or an e-mail. */
  readonly search?: string
  readonly segment?: Segment
  readonly tag?: string
  /** Only who is in a course this person teaches. */
  readonly taughtBy?: string | undefined
  /** Only who is, or was, in a course this person teaches: for one student by name, so that what ended can be given again. */
  readonly knownTo?: string | undefined
  /** Only who is in this course now. */
  readonly courseId?: string
  /** Only of these. */
  readonly ids?: readonly string[]
}

export function matching(db: Reading, asked: Matching, now: number): SQL | undefined {
  const search = asked.search?.trim()
  return and(
    asked.segment ? inSegment(db, asked.segment, asked.taughtBy, now) : undefined,
    search ? or(containing(students.name, search), containing(students.email, search)) : undefined,
    asked.courseId ? inCourse(db, asked.courseId, now) : undefined,
    asked.tag ? tagged(db, asked.tag) : undefined,
    asked.ids ? inArray(students.id, [...asked.ids]) : undefined,
    asked.taughtBy === undefined ? undefined : taughtTo(db, asked.taughtBy, isOpen(now)),
    asked.knownTo === undefined ? undefined : taughtTo(db, asked.knownTo),
  )
}

/** At most so many, in the order they joined. */
export const matchingIds = (db: Reading, asked: Matching, most: number, now = Date.now()): string[] =>
  db
    .select({ id: students.id })
    .from(students)
    .where(matching(db, asked, now))
    .orderBy(asc(students.id))
    .limit(most)
    .all()
    .map(({ id }) => id)

/** Each stands on an index of its own (tenants/database/indexes.test.ts). */
function inSegment(db: Reading, segment: Segment, teacher: string | undefined, now: number): SQL | undefined {
  switch (segment) {
    case 'all':
      return undefined
    case 'active':
      return gte(students.seenAt, now - WEEK)
    case 'never':
      return isNull(students.learnedAt)
    case 'stuck':
      return and(lt(students.learnedAt, now - STUCK), isNull(students.finishedAt))
    case 'finished':
      return isNotNull(students.finishedAt)
    case 'ending':
      return inArray(students.id, endingSoon(db, teacher, now))
    case 'suspended':
      return isNotNull(students.suspendedAt)
    case 'shared':
      return isNotNull(students.sharedAt)
  }
}

/** Of who teaches some courses, in those alone. */
const endingSoon = (db: Reading, teacher: string | undefined, now: number) =>
  db
    .select({ id: enrollments.studentId })
    .from(enrollments)
    .where(
      and(
        isNotNull(enrollments.endsAt),
        isNull(enrollments.revokedAt),
        gt(enrollments.endsAt, now),
        lte(enrollments.endsAt, now + SOON),
        teacher === undefined ? undefined : inArray(enrollments.courseId, coursesTaught(db, teacher)),
      ),
    )

const tagged = (db: Reading, tag: string): SQL =>
  inArray(students.id, db.select({ id: studentTags.studentId }).from(studentTags).where(eq(studentTags.tag, tag)))

const coursesTaught = (db: Reading, personId: string) =>
  db.select({ id: courseStaff.courseId }).from(courseStaff).where(eq(courseStaff.personId, personId))

const taughtTo = (db: Reading, personId: string, which?: SQL): SQL =>
  exists(
    db
      .select({ id: enrollments.id })
      .from(enrollments)
      .innerJoin(courseStaff, and(eq(courseStaff.courseId, enrollments.courseId), eq(courseStaff.personId, personId)))
      .where(and(eq(enrollments.studentId, students.id), which)),
  )

const inCourse = (db: Reading, courseId: string, now: number): SQL =>
  exists(
    db
      .select({ id: enrollments.id })
      .from(enrollments)
      .where(and(eq(enrollments.studentId, students.id), eq(enrollments.courseId, courseId), isOpen(now))),
  )

/** How many are in each, among those a person may see. */
export function segmentCounts(db: Reading, reach: string | undefined, now: number): Record<Segment, number> {
  const of = (segment: Segment) =>
    db
      .select({ n: count() })
      .from(students)
      .where(matching(db, { segment, taughtBy: reach }, now))
      .get()?.n ?? 0
  return {
    all: of('all'),
    active: of('active'),
    never: of('never'),
    stuck: of('stuck'),
    finished: of('finished'),
    ending: of('ending'),
    suspended: of('suspended'),
    shared: of('shared'),
  }
}
