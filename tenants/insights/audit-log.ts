import { and, count, desc, eq, gte, like, lt, type SQL, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { eventOrigins, events } from '#tenants/events/schema.ts'
import { firstSince } from './week.ts'

export interface AuditQuery {
  /** Only what this person of the staff did. */
  readonly actor?: string | undefined
  /** The first word of a type: `course`, `student`. */
  readonly about?: string | undefined
  /** Milliseconds; from the first, up to before the second. */
  readonly from?: number | undefined
  readonly until?: number | undefined
  /** From 1. */
  readonly page?: number
  readonly size: number
}

export interface AuditEntry {
  readonly seq: number
  readonly type: string
  readonly actor: string
  readonly subject: string
  readonly data: unknown
  readonly at: number
  /** Null where it was done before this was kept, or by a command of an operator. */
  readonly address: string | null
  readonly userAgent: string | null
}

/** What staff did in this school, newest first. What students and the platform did by themselves is not among it. */
export function auditPage(db: Reading, query: AuditQuery): { entries: AuditEntry[]; total: number; page: number } {
  const where = and(
    byStaff(),
    query.actor ? eq(events.actor, query.actor) : undefined,
    query.about ? like(events.type, `${query.about.replace(/[^a-z_]/g, '')}.%`) : undefined,
    // Where in the log a moment lies is found in a few steps; the log has no index by time.
    query.from === undefined ? undefined : gte(events.seq, firstSince(db, query.from) ?? PAST_ALL),
    query.until === undefined ? undefined : lt(events.seq, firstSince(db, query.until) ?? PAST_ALL),
  )
  const total = db.select({ n: count() }).from(events).where(where).get()?.n ?? 0
  const page = Math.max(1, Math.min(query.page ?? 1, Math.ceil(total / query.size)))
  const entries = db
    .select({
      seq: events.seq,
      type: events.type,
      actor: events.actor,
      subject: events.subject,
      data: events.data,
      at: events.at,
      address: eventOrigins.address,
      userAgent: eventOrigins.userAgent,
    })
    .from(events)
    .leftJoin(eventOrigins, eq(eventOrigins.seq, events.seq))
    .where(where)
    .orderBy(desc(events.seq))
    .limit(query.size)
    .offset((page - 1) * query.size)
    .all()
  return { entries, total, page }
}

const PAST_ALL = Number.MAX_SAFE_INTEGER

/** Word for word as in the indexes of what staff did, which SQLite uses for nothing else. */
const byStaff = (): SQL => sql`substr(${events.actor}, 1, 7) = 'person_'`

/** Everybody of the staff who ever did something here. */
export const auditActors = (db: Reading): string[] =>
  db
    .selectDistinct({ actor: events.actor })
    .from(events)
    .where(byStaff())
    .all()
    .map(({ actor }) => actor)
