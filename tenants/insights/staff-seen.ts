import { and, eq, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { NoticeKind } from './notice-kinds.ts'
import { staffMuted, staffSeen } from './schema.ts'

/** Who was away for so long comes anew. */
const VISIT_MS = 30 * 60_000
/** A visit that goes on is written down this often. */
const NOTED_EVERY_MS = 5 * 60_000

export interface Seen {
  /** When they had last been here before this visit; null on the first. */
  readonly sinceAt: number | null
  /** Whether it is time to note that they are here (`noteVisit`). */
  readonly isDue: boolean
  readonly readSeq: number
  readonly readAt: number
  readonly muted: readonly string[]
}

export function seenBy(db: Reading, personId: string, now: number): Seen {
  const row = db.select().from(staffSeen).where(eq(staffSeen.personId, personId)).get()
  const muted = db.select({ kind: staffMuted.kind }).from(staffMuted).where(eq(staffMuted.personId, personId)).all()
  const { readSeq = 0, readAt = 0, hereAt = 0, sinceAt = 0 } = row ?? {}
  return {
    sinceAt: (isAnew(hereAt, now) ? hereAt : sinceAt) || null,
    isDue: now - hereAt >= NOTED_EVERY_MS,
    readSeq,
    readAt,
    muted: muted.map(({ kind }) => kind),
  }
}

const isAnew = (hereAt: number, now: number) => now - hereAt > VISIT_MS

/** They are here. What was new when they came stays so until they come anew. */
export const noteVisit = (tenant: Tenant, personId: string, now = Date.now()): Promise<void> =>
  tenant.transact((tx) => {
    const { sinceAt, isDue } = seenBy(tx, personId, now)
    if (isDue) keep(tx, personId, { hereAt: now, sinceAt: sinceAt ?? 0 })
  })

/** They have seen what is new on Home: from here on it counts anew. */
export const catchUp = (tenant: Tenant, personId: string, now = Date.now()): Promise<void> =>
  tenant.transact((tx) => keep(tx, personId, { hereAt: now, sinceAt: now }))

/** Everything up to what they were shown is read; what came meanwhile is not. */
export const markRead = (tenant: Tenant, personId: string, upTo: { seq: number; at: number }, now = Date.now()): Promise<void> =>
  tenant.transact((tx) => {
    const { readSeq, readAt } = seenBy(tx, personId, now)
    // A number of later than now would silence what has not happened yet.
    const { last } = tx.get<{ last: number | null }>(sql`SELECT max(seq) AS last FROM events`)
    keep(tx, personId, { readSeq: Math.max(readSeq, Math.min(upTo.seq, last ?? 0)), readAt: Math.max(readAt, Math.min(upTo.at, now)) })
  })

export const muteNotices = (tenant: Tenant, personId: string, kind: NoticeKind): Promise<void> =>
  tenant.transact((tx) => void tx.insert(staffMuted).values({ personId, kind }).onConflictDoNothing().run())

export const hearNotices = (tenant: Tenant, personId: string, kind: NoticeKind): Promise<void> =>
  tenant.transact((tx) => {
    tx.delete(staffMuted)
      .where(and(eq(staffMuted.personId, personId), eq(staffMuted.kind, kind)))
      .run()
  })

function keep(tx: Writing, personId: string, change: Partial<typeof staffSeen.$inferInsert>): void {
  tx.insert(staffSeen)
    .values({ personId, ...change })
    .onConflictDoUpdate({ target: staffSeen.personId, set: change })
    .run()
}
