import { and, asc, count, desc, eq, exists, gte, isNotNull, isNull, ne, not, sql } from 'drizzle-orm'
import { hasText } from '#tenants/courses/empty-lessons.ts'
import { courses, lessonBodies, lessons, versionVideos } from '#tenants/courses/schema.ts'
import { taughtBy } from '#tenants/courses/taught-by.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { enrollments } from '#tenants/learning/schema.ts'
import { mails } from '#tenants/mail/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import type { Permission } from '#tenants/people/permissions.ts'
import { students } from '#tenants/people/schema.ts'
import { codeBatches } from '#tenants/sales/schema.ts'
import { DAY, within } from './week.ts'

interface AboutCourse {
  readonly courseId: string
  readonly courseTitle: string
}

/** What waits for a person to do something about it. Videos that failed are told by `preparing`. */
export type Need =
  | ({ readonly kind: 'unready'; readonly videos: number } & AboutCourse)
  | ({ readonly kind: 'empty' } & AboutCourse)
  | ({ readonly kind: 'expiring'; readonly batchId: string; readonly label: string; readonly at: number } & AboutCourse)
  | ({ readonly kind: 'low'; readonly batchId: string; readonly label: string; readonly left: number } & AboutCourse)
  | { readonly kind: 'letter'; readonly studentId: string; readonly name: string; readonly letters: number; readonly reason: string | null }
  | ({ readonly kind: 'ending'; readonly students: number; readonly at: number } & AboutCourse)

/** Of each kind. */
const MOST = 5
const SOON = 7 * DAY
/** A letter that failed longer ago is no news any more. */
const LETTERS = 14 * DAY
/** So few codes are left, or a tenth of the batch, whichever is less. */
const FEW = 20
/** Of the newest batches: what is older and still open is rarely handed out. */
const BATCHES = 200

/** @param reach a person: only the courses they teach, and the students of those */
export function needsYou(db: Reading, allowed: ReadonlySet<Permission>, now: number, reach?: string): Need[] {
  return [
    ...(allowed.has('courses.manage') ? [...unready(db, reach), ...empty(db, reach)] : []),
    ...(allowed.has('codes.manage') ? batches(db, now, reach) : []),
    ...(allowed.has('people.see') ? [...letters(db, now, reach), ...ending(db, now, reach)] : []),
  ]
}

const named = { courseId: courses.id, courseTitle: courses.title }

/** Students are shown a lesson whose video does not play yet. */
const unready = (db: Reading, reach: string | undefined): Need[] =>
  db
    .select({ ...named, videos: count() })
    .from(courses)
    .innerJoin(versionVideos, eq(versionVideos.versionId, courses.publishedVersionId))
    .innerJoin(assets, and(eq(assets.id, versionVideos.assetId), ne(assets.state, 'ready'), not(toldAsFailed(db))))
    .where(and(isNull(courses.deletedAt), taughtBy(db, reach)))
    .groupBy(courses.id)
    .orderBy(asc(courses.position))
    .limit(MOST)
    .all()
    .map((row) => ({ kind: 'unready', ...row }))

const toldAsFailed = (db: Reading) =>
  and(
    eq(assets.state, 'failed'),
    exists(
      db
        .select({ id: lessons.id })
        .from(lessons)
        .where(and(eq(lessons.assetId, assets.id), isNull(lessons.deletedAt))),
    ),
  ) ?? sql`false`

/** Drafts in which no lesson has anything to read or to watch. */
function empty(db: Reading, reach: string | undefined): Need[] {
  const filled = db
    .select({ id: lessons.id })
    .from(lessons)
    .leftJoin(lessonBodies, eq(lessonBodies.id, lessons.bodyId))
    .where(
      and(
        eq(lessons.courseId, courses.id),
        isNull(lessons.deletedAt),
        sql`((${lessons.kind} = 'video' AND ${lessons.assetId} IS NOT NULL) OR ${hasText})`,
      ),
    )
  return db
    .select(named)
    .from(courses)
    .where(and(isNull(courses.publishedVersionId), isNull(courses.deletedAt), not(exists(filled)), taughtBy(db, reach)))
    .orderBy(desc(courses.updatedAt))
    .limit(MOST)
    .all()
    .map((row) => ({ kind: 'empty', ...row }))
}

/** Batches that still work, but not for long: by their date, or by the codes that are left. */
function batches(db: Reading, now: number, reach: string | undefined): Need[] {
  const rows = db
    .select({
      ...named,
      ...{ batchId: codeBatches.id, label: codeBatches.label, at: codeBatches.expiresAt },
      few: sql<number>`min(${FEW}, ${codeBatches.count} / 10)`,
      // Written out: inside, "id" would be the code's. One more than few is as good as many.
      left: sql<number>`(SELECT count(*) FROM (SELECT 1 FROM codes WHERE codes.batch_id = "code_batches"."id" AND codes.used_at IS NULL
        LIMIT ${FEW + 1}))`,
    })
    .from(codeBatches)
    .innerJoin(courses, and(eq(courses.id, codeBatches.courseId), isNull(courses.deletedAt)))
    .where(and(isNull(codeBatches.withdrawnAt), sql`coalesce(${codeBatches.expiresAt}, ${now + 1}) > ${now}`, taughtBy(db, reach)))
    .orderBy(desc(codeBatches.createdAt))
    .limit(BATCHES)
    .all()
  const open = rows.filter(({ left }) => left > 0)
  const expiring = open.flatMap(({ few: _, left: __, at, ...row }): Need[] =>
    at !== null && at <= now + SOON ? [{ kind: 'expiring', at, ...row }] : [],
  )
  const low = open.flatMap(({ few, left, at, ...row }): Need[] =>
    left <= few && (at === null || at > now + SOON) ? [{ kind: 'low', left, ...row }] : [],
  )
  return [...expiring.slice(0, MOST), ...low.slice(0, MOST)]
}

/** Who was written to in vain. */
const letters = (db: Reading, now: number, reach: string | undefined): Need[] =>
  db
    .select({ studentId: students.id, name: students.name, letters: count(), reason: sql<string | null>`max(${mails.reason})` })
    .from(mails)
    .innerJoin(students, eq(students.id, mails.studentId))
    .where(and(isNotNull(mails.failedAt), gte(mails.failedAt, now - LETTERS), ofStudents(reach)))
    .groupBy(students.id)
    .orderBy(desc(sql`max(${mails.failedAt})`))
    .limit(MOST)
    .all()
    .map((row) => ({ kind: 'letter', ...row }))

const ofStudents = (reach: string | undefined) =>
  reach === undefined
    ? undefined
    : sql`EXISTS (SELECT 1 FROM ${enrollments} e WHERE e.student_id = ${students.id} AND e.revoked_at IS NULL
        AND ${within(sql`e.course_id`, reach)})`

/** Whose access ends within a week. */
const ending = (db: Reading, now: number, reach: string | undefined): Need[] =>
  db
    .all<{ students: number; at: number } & AboutCourse>(sql`
      SELECT told.students, told.at, c.id AS courseId, c.title AS courseTitle
      FROM (
        SELECT course_id, count(*) AS students, min(ends_at) AS at FROM ${enrollments} INDEXED BY enrollments_by_end
        WHERE ends_at IS NOT NULL AND revoked_at IS NULL AND ends_at > ${now} AND ends_at <= ${now + SOON} AND ${within(sql`course_id`, reach)}
        GROUP BY course_id
      ) told JOIN courses c ON c.id = told.course_id AND c.deleted_at IS NULL
      ORDER BY told.at LIMIT ${MOST}`)
    .map((row) => ({ kind: 'ending', ...row }))
