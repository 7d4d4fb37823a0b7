import { asc, eq, sql } from 'drizzle-orm'
import { courses, lessons } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { events } from '#tenants/events/schema.ts'
import { enrollments, lessonProgress, watchCurves, watchTraces } from '#tenants/learning/schema.ts'
import { playedRuns } from '#tenants/learning/watch-trace.ts'
import { codes } from '#tenants/sales/schema.ts'
import type { Student } from './schema.ts'

/** What would let somebody in who reads the file; it tells its owner nothing. */
const SECRET = /(_hash|secret)$|^(replaced_by|token)/

type Row = Readonly<Record<string, unknown>>

const withoutSecrets = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !SECRET.test(column))
      .map(([column, value]) => [column, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value]),
  )

/**
 * Everything a school has of one student: first as a person reads it, then every row that belongs to them, by table. Tables are
 * found by their relation to students, so that one that comes later is among them. Times are milliseconds UTC.
 */
export function studentExport(db: Reading, student: Student) {
  const { id, email, name, createdAt, seenAt } = student
  return {
    account: { id, email, name, joinedAt: new Date(createdAt).toISOString(), lastSeenAt: seenAt ? new Date(seenAt).toISOString() : null },
    courses: db
      .select({ title: courses.title, source: enrollments.source, since: enrollments.createdAt, revokedAt: enrollments.revokedAt })
      .from(enrollments)
      .innerJoin(courses, eq(courses.id, enrollments.courseId))
      .where(eq(enrollments.studentId, id))
      .all(),
    lessons: db
      .select({ title: lessons.title, openedAt: lessonProgress.openedAt, completedAt: lessonProgress.completedAt })
      .from(lessonProgress)
      .innerJoin(lessons, eq(lessons.id, lessonProgress.lessonId))
      .where(eq(lessonProgress.studentId, id))
      .all(),
    watched: db
      .select({ title: lessons.title, seconds: watchCurves.seconds, runs: watchTraces.runs })
      .from(watchTraces)
      .innerJoin(watchCurves, eq(watchCurves.id, watchTraces.curveId))
      .innerJoin(lessons, eq(lessons.id, watchCurves.lessonId))
      .where(eq(watchTraces.studentId, id))
      .all()
      .map(({ runs, ...film }) => ({ ...film, played: playedRuns(runs) })),
    codes: db.select({ code: codes.text, usedAt: codes.usedAt }).from(codes).where(eq(codes.usedBy, id)).all(),
    records: {
      students: [withoutSecrets(db.get<Row>(sql`SELECT * FROM students WHERE id = ${id}`))],
      ...Object.fromEntries(
        relationsToStudents(db).map(({ table, column }) => [
          table,
          db.all<Row>(sql`SELECT * FROM ${sql.identifier(table)} WHERE ${sql.identifier(column)} = ${id}`).map(withoutSecrets),
        ]),
      ),
      events: db.select().from(events).where(eq(events.actor, id)).orderBy(asc(events.seq)).all(),
    },
  }
}

function relationsToStudents(db: Reading): { table: string; column: string }[] {
  return db.all<{ table: string; column: string }>(sql`
    SELECT tables.name AS "table", keys."from" AS "column"
    FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
    WHERE tables.type = 'table' AND keys."table" = 'students' ORDER BY 1`)
}
