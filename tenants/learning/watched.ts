import { and, eq, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import type { Interval } from './coverage.ts'
import { lessonProgress } from './schema.ts'

const covered = prepared((db: Reading) =>
  db
    .select({ covered: lessonProgress.covered })
    .from(lessonProgress)
    .where(and(eq(lessonProgress.studentId, sql.placeholder('studentId')), eq(lessonProgress.lessonId, sql.placeholder('lessonId'))))
    .prepare(),
)

/** The seconds of a video this student has really played so far; none for a lesson they never opened. */
export const watchedOf = (db: Reading, studentId: string, lessonId: string): readonly Interval[] =>
  covered(db).get({ studentId, lessonId })?.covered ?? []
