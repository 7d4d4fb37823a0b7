import { asc, gte, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import type { EventType } from '#tenants/events/catalogue.ts'
import { events } from '#tenants/events/schema.ts'

export interface Week {
  readonly joined: number
  readonly lessonsCompleted: number
  readonly coursesCompleted: number
  readonly codesRedeemed: number
}

const WEEK = 7 * 86_400_000

/**
 * What changed in the seven days before `now`, from the event log. A tick that was taken back is taken off again, and people
 * who were erased since are no longer counted as joined.
 */
export function weekOf(db: Reading, now: number): Week {
  const from = firstSince(db, now - WEEK)
  if (from === undefined) return { joined: 0, lessonsCompleted: 0, coursesCompleted: 0, codesRedeemed: 0 }
  const number = (query: ReturnType<typeof sql>) => db.get<{ n: number }>(query).n
  const happened = (type: EventType) => number(sql`SELECT count(*) AS n FROM events WHERE type = ${type} AND seq >= ${from}`)
  return {
    joined: number(
      sql`SELECT count(*) AS n FROM events e JOIN students s ON s.id = e.subject WHERE e.type = 'student.joined' AND e.seq >= ${from}`,
    ),
    // Counted from the index alone: a large school completes tens of thousands a week.
    lessonsCompleted: Math.max(0, happened('lesson.completed') - happened('lesson.uncompleted')),
    coursesCompleted: number(sql`
      SELECT count(*) AS n FROM (SELECT DISTINCT actor, subject FROM events WHERE type = 'course.completed' AND seq >= ${from}) e
      JOIN students s ON s.id = e.actor`),
    codesRedeemed: happened('code.redeemed'),
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
