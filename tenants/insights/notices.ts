import { sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import type { Permission } from '#tenants/people/permissions.ts'
import { type DeedKind, deedsOfColleagues } from './colleagues.ts'
import { NOTICE_KINDS, NOTICE_NEEDS, type NoticeKind } from './notice-kinds.ts'
import { seenBy } from './staff-seen.ts'
import { DAY, firstSince, within } from './week.ts'

interface Said {
  /** The last of what is told together. */
  readonly at: number
  readonly seq: number
  readonly isNew: boolean
}

/** Something staff are told, the same of one day together. Ids and names as they are today. */
export type Notice = Said &
  (
    | {
        readonly kind: 'videos'
        readonly what: 'ready' | 'failed' | 'captioned' | 'unheard'
        readonly title: string
        readonly courseId: string | null
        readonly lessonId: string | null
      }
    | {
        readonly kind: 'batches'
        readonly what: 'used_up' | 'expiring'
        readonly title: string
        readonly courseId: string
        readonly batchId: string
        readonly expiresAt: number | null
      }
    | {
        readonly kind: 'completions'
        readonly times: number
        readonly courseId: string
        readonly title: string
        readonly name: string
        readonly studentId: string
      }
    | { readonly kind: 'joins'; readonly times: number; readonly name: string; readonly studentId: string }
    | { readonly kind: 'letters'; readonly times: number; readonly name: string; readonly studentId: string }
    | {
        readonly kind: 'colleagues'
        readonly what: DeedKind
        readonly of: 'course' | 'section' | 'lesson'
        readonly times: number
        readonly actor: string
        readonly courseId: string
        readonly title: string
        readonly isThere: boolean
      }
  )

export interface Notices {
  readonly notices: readonly Notice[]
  readonly unread: number
  /** How far the list goes: what `markRead` is told. */
  readonly upTo: { readonly seq: number; readonly at: number }
  readonly kinds: readonly { readonly kind: NoticeKind; readonly isMuted: boolean }[]
}

/** Nothing older is told. */
const WINDOW = 14 * DAY
const MOST = 50
/** A batch is spoken of so long before it expires. */
const WARNING = 7 * DAY

interface Asked {
  readonly me: string
  readonly from: number
  readonly readSeq: number
  readonly readAt: number
  readonly now: number
  readonly reach: string | undefined
}

type Row<N extends Notice> = Omit<N, 'kind' | 'isNew'> & { readonly isNew: number }

/**
 * What somebody of the staff is told, the last first: read from the log from their own place in it.
 * @param who `reach`: a person, for only the courses they teach and the students of those
 */
export function noticesFor(
  db: Reading,
  who: { id: string; allowed: ReadonlySet<Permission>; reach?: string | undefined },
  now = Date.now(),
): Notices {
  const seen = seenBy(db, who.id, now)
  const allowed = NOTICE_KINDS.filter((kind) => who.allowed.has(NOTICE_NEEDS[kind]))
  const from = firstSince(db, now - WINDOW) ?? Number.MAX_SAFE_INTEGER
  const asked: Asked = { me: who.id, from, readSeq: seen.readSeq, readAt: seen.readAt, now, reach: who.reach }
  const notices = allowed
    .filter((kind) => !seen.muted.includes(kind))
    .flatMap((kind) => TELL[kind](db, asked))
    .sort((a, b) => b.at - a.at || b.seq - a.seq)
    .slice(0, MOST)
  const { last } = db.get<{ last: number | null }>(sql`SELECT max(seq) AS last FROM events`)
  return {
    notices,
    unread: notices.filter(({ isNew }) => isNew).length,
    upTo: { seq: last ?? 0, at: now },
    kinds: allowed.map((kind) => ({ kind, isMuted: seen.muted.includes(kind) })),
  }
}

const joiner = (reach: string | undefined) => (reach === undefined ? sql`subject` : sql`data ->> '$.studentId'`)

/** One place for each kind, so that a new one is told or does not compile. */
const TELL: Readonly<Record<NoticeKind, (db: Reading, asked: Asked) => Notice[]>> = {
  videos: (db, { from, readSeq, reach, me }) =>
    db
      .all<Row<Extract<Notice, { kind: 'videos' }>>>(sql`
        SELECT CASE e.type WHEN 'video.ready' THEN 'ready' WHEN 'captions.heard' THEN 'captioned' WHEN 'captions.failed' THEN 'unheard' ELSE 'failed' END AS what, coalesce(l.title, a.name) AS title, c.id AS courseId,
          CASE WHEN c.id IS NOT NULL THEN l.id END AS lessonId, max(e.seq) AS seq, e.at AS at, e.seq > ${readSeq} AS isNew
        FROM events e JOIN assets a ON a.id = e.subject AND a.deleted_at IS NULL
        LEFT JOIN lessons l ON l.asset_id = a.id AND l.deleted_at IS NULL
        LEFT JOIN courses c ON c.id = l.course_id AND c.deleted_at IS NULL
        WHERE e.type IN ('video.ready', 'video.failed', 'captions.heard', 'captions.failed') AND e.seq >= ${from}
          AND (${within(sql`c.id`, reach)} OR (c.id IS NULL AND a.created_by = ${me}))
        GROUP BY a.id ORDER BY seq DESC LIMIT ${MOST}`)
      .map((row) => ({ kind: 'videos', ...row, isNew: row.isNew === 1 })),

  batches: (db, { from, readSeq, readAt, reach, now }) => [
    ...db
      .all<Row<Extract<Notice, { kind: 'batches' }>>>(sql`
        SELECT 'used_up' AS what, b.label AS title, c.id AS courseId, b.id AS batchId, b.expires_at AS expiresAt, e.seq AS seq, e.at AS at,
          e.seq > ${readSeq} AS isNew
        FROM events e JOIN code_batches b ON b.id = e.subject JOIN courses c ON c.id = b.course_id AND c.deleted_at IS NULL
        WHERE e.type = 'batch.used_up' AND e.seq >= ${from} AND ${within(sql`c.id`, reach)} ORDER BY e.seq DESC LIMIT ${MOST}`)
      .map((row): Notice => ({ kind: 'batches', ...row, isNew: row.isNew === 1 })),
    // Nobody does it, so it is no event: it happens when its day is near.
    ...db
      .all<Row<Extract<Notice, { kind: 'batches' }>>>(sql`
        SELECT 'expiring' AS what, b.label AS title, c.id AS courseId, b.id AS batchId, b.expires_at AS expiresAt, 0 AS seq,
          max(b.created_at, b.expires_at - ${WARNING}) AS at, max(b.created_at, b.expires_at - ${WARNING}) > ${readAt} AS isNew
        FROM code_batches b JOIN courses c ON c.id = b.course_id AND c.deleted_at IS NULL
        WHERE b.withdrawn_at IS NULL AND b.expires_at > ${now} AND b.expires_at <= ${now + WARNING} AND ${within(sql`c.id`, reach)}
          AND EXISTS (SELECT 1 FROM codes WHERE batch_id = b.id AND used_at IS NULL)
        ORDER BY b.expires_at LIMIT ${MOST}`)
      .map((row): Notice => ({ kind: 'batches', ...row, isNew: row.isNew === 1 })),
  ],

  completions: (db, { from, readSeq, reach }) =>
    db
      .all<Row<Extract<Notice, { kind: 'completions' }>>>(sql`
        WITH told AS (
          SELECT count(DISTINCT actor) AS times, subject, actor, max(seq) AS seq, at, seq > ${readSeq} AS isNew FROM events
          WHERE type = 'course.completed' AND seq >= ${from} AND ${within(sql`subject`, reach)}
          GROUP BY subject, at / ${DAY}, seq > ${readSeq} ORDER BY max(seq) DESC LIMIT ${MOST}
        )
        SELECT times, c.id AS courseId, c.title AS title, s.name AS name, s.id AS studentId, told.seq, told.at, isNew
        FROM told JOIN courses c ON c.id = subject AND c.deleted_at IS NULL JOIN students s ON s.id = actor`)
      .map((row) => ({ kind: 'completions', ...row, isNew: row.isNew === 1 })),

  joins: (db, { from, readSeq, reach }) =>
    db
      .all<Row<Extract<Notice, { kind: 'joins' }>>>(sql`
        WITH told AS (
          SELECT count(DISTINCT ${joiner(reach)}) AS times, ${joiner(reach)} AS who, max(seq) AS seq, at, seq > ${readSeq} AS isNew FROM events
          WHERE type = ${reach === undefined ? 'student.joined' : 'enrollment.granted'} AND seq >= ${from}
            AND ${within(sql`data ->> '$.courseId'`, reach)} AND EXISTS (SELECT 1 FROM students WHERE id = ${joiner(reach)})
          GROUP BY at / ${DAY}, seq > ${readSeq} ORDER BY max(seq) DESC LIMIT ${MOST}
        )
        SELECT times, s.name AS name, s.id AS studentId, told.seq, told.at, isNew FROM told JOIN students s ON s.id = who`)
      .map((row) => ({ kind: 'joins', ...row, isNew: row.isNew === 1 })),

  letters: (db, { from, readSeq, reach }) =>
    db
      .all<Row<Extract<Notice, { kind: 'letters' }>>>(sql`
        SELECT count(DISTINCT m.id) AS times, s.name AS name, s.id AS studentId, max(e.seq) AS seq, e.at AS at, e.seq > ${readSeq} AS isNew
        FROM events e JOIN jobs j ON j.id = e.subject JOIN mails m ON m.id = j.subject AND m.failed_at IS NOT NULL
        JOIN students s ON s.id = m.student_id
        WHERE e.type = 'job.failed' AND e.seq >= ${from} AND ${
          reach === undefined
            ? sql`true`
            : sql`EXISTS (
          SELECT 1 FROM enrollments n WHERE n.student_id = s.id AND n.revoked_at IS NULL AND ${within(sql`n.course_id`, reach)})`
        }
        GROUP BY e.at / ${DAY}, e.seq > ${readSeq} ORDER BY seq DESC LIMIT ${MOST}`)
      .map((row) => ({ kind: 'letters', ...row, isNew: row.isNew === 1 })),

  colleagues: (db, asked) =>
    deedsOfColleagues(db, { ...asked, quiet: true }, MOST).map(({ courseTitle: title, ...deed }) => ({
      kind: 'colleagues',
      title,
      ...deed,
    })),
}
