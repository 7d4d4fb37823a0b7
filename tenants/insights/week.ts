import { asc, gte, type SQL, sql } from 'drizzle-orm'
import { courseStaff } from '#tenants/courses/schema.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { events } from '#tenants/events/schema.ts'
import { courseDays } from './schema.ts'

export interface Week {
  /** People new to the school; to somebody's courses, where only those are looked at. */
  readonly joined: number
  readonly lessonsCompleted: number
  readonly coursesCompleted: number
  readonly codesRedeemed: number
}

export const DAY = 86_400_000
const WEEK = 7 * DAY

/** What changed in the seven days before `now`; `reach` narrows it to the courses a person teaches. */
export const weekOf = (db: Reading, now: number, reach?: string): Week => figuresSince(db, now - WEEK, reach)

/** Whether a course is among those a person teaches; true where nobody is asked for. */
export const within = (course: SQL, reach: string | undefined): SQL =>
  reach === undefined ? sql`true` : sql`${course} IN (SELECT course_id FROM ${courseStaff} WHERE person_id = ${reach})`

/**
 * What happened from a moment on: the rest of its day from the log, the days after it as they were counted. A tick that was taken
 * back is taken off again, and people who were erased since are no longer counted as joined.
 */
export function figuresSince(db: Reading, at: number, reach?: string): Week {
  const day = Math.floor(at / DAY)
  const from = firstSince(db, at)
  if (from === undefined) return { joined: 0, lessonsCompleted: 0, coursesCompleted: 0, codesRedeemed: 0 }
  const until = firstSince(db, (day + 1) * DAY) ?? Number.MAX_SAFE_INTEGER
  const joined =
    reach === undefined
      ? sql`type = 'student.joined' AND EXISTS (SELECT 1 FROM students WHERE id = subject)`
      : sql`type = 'enrollment.granted'`
  // The plus keeps SQLite to what one student did: of the type there are many.
  const course = sql`CASE type WHEN 'course.completed' THEN subject ELSE data ->> '$.courseId' END`
  const inLog = db.get<Week>(sql`
    SELECT coalesce(sum(${joined}), 0) AS joined,
      coalesce(sum((type = 'lesson.completed') - (type = 'lesson.uncompleted')), 0) AS lessonsCompleted,
      coalesce(sum(type = 'course.completed' AND NOT EXISTS (
        SELECT 1 FROM events b WHERE b.actor = e.actor AND +b.type = e.type AND +b.subject = e.subject AND b.seq < e.seq)), 0) AS coursesCompleted,
      coalesce(sum(type = 'code.redeemed'), 0) AS codesRedeemed
    FROM events e WHERE seq >= ${from} AND seq < ${until} AND ${within(course, reach)}`)
  const counted = db.get<Week>(sql`
    SELECT coalesce(sum(CASE WHEN ${reach === undefined ? sql`course_id = ''` : sql`course_id <> ''`} THEN joined END), 0) AS joined,
      coalesce(sum(lessons), 0) AS lessonsCompleted, coalesce(sum(finished), 0) AS coursesCompleted, coalesce(sum(redeemed), 0) AS codesRedeemed
    FROM ${courseDays} WHERE day > ${day} AND ${within(sql`course_id`, reach)}`)
  return {
    joined: inLog.joined + counted.joined,
    lessonsCompleted: Math.max(0, inLog.lessonsCompleted + counted.lessonsCompleted),
    coursesCompleted: inLog.coursesCompleted + counted.coursesCompleted,
    codesRedeemed: inLog.codesRedeemed + counted.codesRedeemed,
  }
}

/**
 * Where in the log a moment begins: from this sequence on, every event is at or after it. Undefined when none is. The log has
 * no index by time and needs none: it is written in the order of time, so twenty steps find a place among a million.
 */
export function firstSince(db: Reading, at: number): number | undefined {
  // Two questions: SQLite looks at one end of an index for a min or a max alone, and reads all of it for both.
  const ends = db.get<{ first: number | null; last: number | null }>(
    sql`SELECT (SELECT min(seq) FROM events) AS first, (SELECT max(seq) FROM events) AS last`,
  )
  if (ends.first === null || ends.last === null) return undefined
  let [low, high] = [ends.first, ends.last + 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = db
      .select({ seq: events.seq, at: events.at })
      .from(events)
      .where(gte(events.seq, middle))
      .orderBy(asc(events.seq))
      .limit(1)
      .get()
    if (!found || found.at >= at) high = middle
    else low = found.seq + 1
  }
  return low > ends.last ? undefined : low
}
