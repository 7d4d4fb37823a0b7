import { count } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { students } from '#tenants/people/schema.ts'
import { type Learner, learningNow } from './learning-now.ts'
import { type NewestStudent, newestStudents } from './newest-students.ts'
import { type Preparing, preparing } from './preparing.ts'
import { type SetupStep, setupSteps } from './setup-steps.ts'
import { type Week, weekOf } from './week.ts'

export interface SchoolToday {
  readonly week: Week
  /** What a new school does first, in order; nothing for who works in their own courses only. */
  readonly setup: readonly SetupStep[]
  readonly preparing: readonly Preparing[]
  readonly learning: readonly Learner[]
  readonly newest: readonly NewestStudent[]
  /** How many students the school has; null where only somebody's own courses are looked at. */
  readonly students: number | null
}

/**
 * Everything the dashboard's first page says of this moment, counted from the school's own file.
 * @param reach a person: only the courses they teach, and the students of those
 */
export function schoolToday(db: Reading, now = Date.now(), reach?: string): SchoolToday {
  return {
    week: weekOf(db, now, reach),
    setup: reach === undefined ? setupSteps(db) : [],
    preparing: preparing(db, reach, now),
    learning: learningNow(db, now, reach),
    newest: newestStudents(db, reach, now),
    students: reach === undefined ? (db.select({ n: count() }).from(students).get()?.n ?? 0) : null,
  }
}
