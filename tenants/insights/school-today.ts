import { count, desc } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { students } from '#tenants/people/schema.ts'
import { type Learner, learningNow } from './learning-now.ts'
import { type Preparing, preparing } from './preparing.ts'
import { type SetupStep, setupSteps } from './setup-steps.ts'
import { type Week, weekOf } from './week.ts'

export interface SchoolToday {
  readonly week: Week
  /** What a new school does first, in order. */
  readonly setup: readonly SetupStep[]
  readonly preparing: readonly Preparing[]
  readonly learning: readonly Learner[]
  readonly newest: readonly { readonly id: string; readonly name: string; readonly email: string; readonly joinedAt: number }[]
  /** How many students the school has. */
  readonly students: number
}

const NEWEST = 5

/** Everything the dashboard's first page says, counted from the school's own file at this moment. */
export function schoolToday(db: Reading, now = Date.now()): SchoolToday {
  return {
    week: weekOf(db, now),
    setup: setupSteps(db),
    preparing: preparing(db),
    learning: learningNow(db, now),
    newest: db
      .select({ id: students.id, name: students.name, email: students.email, joinedAt: students.createdAt })
      .from(students)
      .orderBy(desc(students.id))
      .limit(NEWEST)
      .all(),
    students: db.select({ n: count() }).from(students).get()?.n ?? 0,
  }
}
