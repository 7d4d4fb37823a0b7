import { desc, eq, isNull, lte, type SQL, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { assets, retiredOutputs, usageMonths } from './schema.ts'

// What a school uses, by month in UTC. It lies in the school's own file, so it goes where the school goes.

export type Usage = typeof usageMonths.$inferSelect

/** `2026-11`. */
export const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7)

/** The months before and up to this one, newest first. */
export function lastMonths(now: number, months: number): string[] {
  const at = new Date(now)
  return Array.from({ length: months }, (_, ago) => monthOf(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - ago, 1)))
}

const nothing = (month: string): Usage => ({
  ...{ month, encodedSeconds: 0, encodes: 0, storedSeconds: 0 },
  ...{ sourceBytes: 0, archivedBytes: 0, outputBytes: 0, otherBytes: 0, deliveredBytes: 0 },
})

/** Counts a video that was prepared, in the transaction that takes it over: a result that comes twice counts once. */
export function noteEncoded(tx: Writing, seconds: number, now: number): void {
  tx.insert(usageMonths)
    .values({ month: monthOf(now), encodedSeconds: seconds, encodes: 1 })
    .onConflictDoUpdate({
      target: usageMonths.month,
      set: {
        encodedSeconds: sql`${usageMonths.encodedSeconds} + excluded.encoded_seconds`,
        encodes: sql`${usageMonths.encodes} + 1`,
      },
    })
    .run()
}

/** Counts bytes that were sent to who watches. */
export function noteDelivered(tx: Writing, month: string, bytes: number): void {
  tx.insert(usageMonths)
    .values({ month, deliveredBytes: bytes })
    .onConflictDoUpdate({
      target: usageMonths.month,
      set: { deliveredBytes: sql`${usageMonths.deliveredBytes} + excluded.delivered_bytes` },
    })
    .run()
}

export type Stored = Pick<Usage, 'storedSeconds' | 'sourceBytes' | 'archivedBytes' | 'outputBytes' | 'otherBytes'>

/**
 * What is kept now, as the rows say it: videos as uploaded, those of them in a cheaper class, what was made of them, and pictures.
 * Faces of students and parts of unfinished uploads are not in it.
 */
export function storedNow(db: Reading): Stored {
  const isVideo = sql`${assets.kind} = 'video'`
  const hasSource = sql`${assets.sourceKey} IS NOT NULL`
  const sum = (value: SQL, when: SQL) => sql<number>`coalesce(sum(CASE WHEN ${when} THEN ${value} ELSE 0 END), 0)`
  const size = sql`${assets.size}`
  const found = db
    .select({
      storedSeconds: sum(
        sql`coalesce(${assets.seconds}, 0)`,
        sql`${isVideo} AND (${assets.outputPrefix} IS NOT NULL OR (${assets.preparedBy} = 'mux' AND ${assets.state} = 'ready'))`,
      ),
      sourceBytes: sum(size, sql`${isVideo} AND ${hasSource} AND ${assets.sourceClass} IS NULL`),
      archivedBytes: sum(size, sql`${isVideo} AND ${hasSource} AND ${assets.sourceClass} IS NOT NULL`),
      outputBytes: sum(sql`${assets.outputBytes}`, isVideo),
      otherBytes: sum(sql`${assets.outputBytes} + CASE WHEN ${hasSource} THEN ${size} ELSE 0 END`, sql`NOT ${isVideo}`),
    })
    .from(assets)
    .where(isNull(assets.deletedAt))
    .get()
  const retired =
    db
      .select({ bytes: sql<number>`coalesce(sum(${retiredOutputs.bytes}), 0)` })
      .from(retiredOutputs)
      .get()?.bytes ?? 0
  const { month: _, ...none } = nothing('')
  return { ...none, ...found, outputBytes: (found?.outputBytes ?? 0) + retired }
}

/** Notes what is kept now where it is more than the month has seen. Safe to repeat. */
export function noteStored(tx: Writing, now: number): void {
  const most = (column: string) => sql`max(${sql.identifier(column)}, excluded.${sql.identifier(column)})`
  const { storedSeconds, sourceBytes, archivedBytes, outputBytes, otherBytes } = storedNow(tx)
  tx.insert(usageMonths)
    .values({ month: monthOf(now), storedSeconds, sourceBytes, archivedBytes, outputBytes, otherBytes })
    .onConflictDoUpdate({
      target: usageMonths.month,
      set: {
        storedSeconds: most('stored_seconds'),
        sourceBytes: most('source_bytes'),
        archivedBytes: most('archived_bytes'),
        outputBytes: most('output_bytes'),
        otherBytes: most('other_bytes'),
      },
    })
    .run()
}

/** The last months, newest first; one in which nothing was noted is all zeros. The present one also knows what is kept at this moment. */
export function usageOf(db: Reading, now: number, months: number): Usage[] {
  const wanted = lastMonths(now, months)
  const rows = db
    .select()
    .from(usageMonths)
    .where(lte(usageMonths.month, wanted[0] ?? ''))
    .orderBy(desc(usageMonths.month))
    .limit(months)
    .all()
  return wanted.map((month) => withPresent(db, rows.find((row) => row.month === month) ?? nothing(month), now))
}

/** Of one month. */
export const usageIn = (db: Reading, month: string, now: number): Usage =>
  withPresent(db, db.select().from(usageMonths).where(eq(usageMonths.month, month)).get() ?? nothing(month), now)

function withPresent(db: Reading, usage: Usage, now: number): Usage {
  if (usage.month !== monthOf(now)) return usage
  const present = storedNow(db)
  return {
    ...usage,
    storedSeconds: Math.max(usage.storedSeconds, present.storedSeconds),
    sourceBytes: Math.max(usage.sourceBytes, present.sourceBytes),
    archivedBytes: Math.max(usage.archivedBytes, present.archivedBytes),
    outputBytes: Math.max(usage.outputBytes, present.outputBytes),
    otherBytes: Math.max(usage.otherBytes, present.otherBytes),
  }
}
