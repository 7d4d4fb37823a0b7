import { sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { courseDays, learnerWeeks } from './schema.ts'
import { DAY, within } from './week.ts'

export interface WeekInSchool {
  /** The Monday it begins on, UTC. */
  readonly from: number
  /** People new to the school; to somebody's courses, where only those are looked at. */
  readonly joined: number
  /** How many learned something. */
  readonly active: number
  readonly lessons: number
}

/** Weeks begin on Monday, and 1970 began on a Thursday. */
const weekOfDay = (day: number) => Math.floor((day + 3) / 7)

/** The last weeks of a school, this one last; `reach` narrows them to the courses a person teaches. */
export function lastWeeks(db: Reading, now: number, reach?: string, many = 12): WeekInSchool[] {
  const last = weekOfDay(Math.floor(now / DAY))
  const first = last - many + 1
  const counted = db.all<{ week: number; joined: number; lessons: number }>(sql`
    SELECT (day + 3) / 7 AS week, sum(lessons) AS lessons,
      coalesce(sum(CASE WHEN ${reach === undefined ? sql`course_id = ''` : sql`course_id <> ''`} THEN joined END), 0) AS joined
    FROM ${courseDays} WHERE day >= ${first * 7 - 3} AND ${within(sql`course_id`, reach)} GROUP BY week`)
  const known = new Map(counted.map((row) => [row.week, row]))
  return Array.from({ length: many }, (_, at) => {
    const week = first + at
    return {
      from: (week * 7 - 3) * DAY,
      joined: known.get(week)?.joined ?? 0,
      active: activeIn(db, week, reach),
      lessons: Math.max(0, known.get(week)?.lessons ?? 0),
    }
  })
}

const activeIn = (db: Reading, week: number, reach: string | undefined): number =>
  db.get<{ n: number }>(
    reach === undefined
      ? sql`SELECT count(*) AS n FROM ${learnerWeeks} WHERE week = ${week} AND course_id = ''`
      : sql`SELECT count(DISTINCT student_id) AS n FROM ${learnerWeeks} WHERE week = ${week} AND ${within(sql`course_id`, reach)}`,
  ).n
