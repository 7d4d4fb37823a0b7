import { sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { firstSince, within } from './week.ts'

export interface Learner {
  readonly studentId: string
  readonly name: string
  readonly lessonTitle: string
  readonly lessonId: string
  readonly courseId: string
  readonly courseTitle: string
  /** Seconds into a video; null in a text. */
  readonly position: number | null
  readonly at: number
}

const QUARTER = 15 * 60_000
const MOST = 8

/**
 * Who was active in a lesson in the quarter of an hour before `now`, the last one first, with the lesson they are in.
 * Players leave marks that are kept by age, readers leave events: so nobody else's progress is looked at.
 * `reach` narrows it to the courses a person teaches.
 */
export function learningNow(db: Reading, now: number, reach?: string): Learner[] {
  const since = now - QUARTER
  const from = firstSince(db, since)
  return db.all<Learner>(sql`
    WITH active (id) AS (
      SELECT student_id FROM heartbeat_marks WHERE updated_at >= ${since}
      UNION
      SELECT actor FROM events WHERE seq >= ${from ?? Number.MAX_SAFE_INTEGER} AND type IN ('lesson.completed', 'lesson.uncompleted')
    ),
    latest (student_id, at) AS (
      SELECT active.id, (SELECT max(watched_at) FROM lesson_progress WHERE student_id = active.id) FROM active
    )
    SELECT s.id AS studentId, s.name AS name, l.id AS lessonId, l.title AS lessonTitle, c.id AS courseId, c.title AS courseTitle,
      CASE l.kind WHEN 'video' THEN p.position END AS position, p.watched_at AS at
    FROM latest -- CROSS keeps the order as written: from the few who are active, not from every student
    CROSS JOIN students s ON s.id = latest.student_id
    CROSS JOIN lesson_progress p ON p.student_id = latest.student_id AND p.watched_at = latest.at
    CROSS JOIN lessons l ON l.id = p.lesson_id AND l.deleted_at IS NULL
    CROSS JOIN courses c ON c.id = p.course_id AND c.deleted_at IS NULL
    WHERE latest.at >= ${since} AND ${within(sql`c.id`, reach)}
    GROUP BY s.id
    ORDER BY latest.at DESC, s.id
    LIMIT ${MOST}`)
}
