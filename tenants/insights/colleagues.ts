import { type SQL, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { within } from './week.ts'

export type DeedKind = 'published' | 'unpublished' | 'deleted' | 'restored' | 'changed'

/** What one of the staff did in one course, the same things of a day together. */
export interface Deed {
  readonly what: DeedKind
  /** What it was done to: the course itself, or so many of its sections and lessons. */
  readonly of: 'course' | 'section' | 'lesson'
  readonly actor: string
  readonly courseId: string
  readonly courseTitle: string
  readonly isThere: boolean
  readonly times: number
  readonly at: number
  readonly seq: number
  /** All of it came after what was read. */
  readonly isNew: boolean
}

/** So far back in what staff did: it is read at every look at Home, and more than this nobody reads. */
const DEEPEST = 500

/** What colleagues of a person did to courses, the last first. */
export function deedsOfColleagues(
  db: Reading,
  { me, from, readSeq, reach, quiet }: { me: string; from: number; readSeq: number; reach?: string | undefined; quiet: boolean },
  most: number,
): Deed[] {
  const changed: SQL = quiet ? sql`` : sql`WHEN type LIKE 'course.%' OR type LIKE 'section.%' OR type LIKE 'lesson.%' THEN 'changed'`
  return db
    .all<Omit<Deed, 'isNew' | 'isThere'> & { isNew: number; isThere: number }>(sql`
    WITH deeds AS (
      SELECT seq, at, actor, type, substr(type, 1, instr(type, '.') - 1) AS of,
        CASE WHEN type LIKE 'course.%' THEN subject ELSE data ->> '$.courseId' END AS course_id,
        CASE WHEN type = 'course.published' THEN 'published' WHEN type = 'course.unpublished' THEN 'unpublished'
          WHEN type IN ('course.deleted', 'section.deleted', 'lesson.deleted') THEN 'deleted'
          WHEN type IN ('course.restored', 'section.restored', 'lesson.restored') THEN 'restored' ${changed} END AS what
      FROM (SELECT * FROM events WHERE substr(actor, 1, 7) = 'person_' AND seq >= ${from} ORDER BY seq DESC LIMIT ${DEEPEST})
      WHERE actor <> ${me}
    )
    SELECT what, CASE what WHEN 'changed' THEN 'course' ELSE of END AS of, actor, c.id AS courseId, c.title AS courseTitle,
      c.deleted_at IS NULL AS isThere, count(*) AS times, max(at) AS at, max(seq) AS seq, seq > ${readSeq} AS isNew
    FROM deeds JOIN courses c ON c.id = course_id
    WHERE what IS NOT NULL AND ${within(sql`course_id`, reach)}
    GROUP BY what, 2, actor, c.id, at / 86400000, seq > ${readSeq}
    ORDER BY max(seq) DESC LIMIT ${most}`)
    .map((deed) => ({ ...deed, isNew: deed.isNew === 1, isThere: deed.isThere === 1 }))
}
