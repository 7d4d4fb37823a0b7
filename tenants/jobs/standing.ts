import { inArray, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { jobs } from './schema.ts'

/** How a school's open jobs of one kind stand. */
export interface Standing {
  readonly kind: string
  /** Due, and not begun. */
  readonly waiting: number
  readonly running: number
  /** When the longest waiting of them was due. Milliseconds UTC; undefined when none waits. */
  readonly waitsSince: number | undefined
}

/** What is put off to a later time does not wait. One statement over the index of open jobs. */
export function standingOf(db: Reading, now: number): Standing[] {
  const isWaiting = sql`${jobs.state} = 'waiting' AND ${jobs.runAt} <= ${now}`
  return db
    .select({
      kind: jobs.kind,
      waiting: sql<number>`sum(${isWaiting})`,
      running: sql<number>`sum(${jobs.state} = 'running')`,
      waitsSince: sql<number | null>`min(iif(${isWaiting}, ${jobs.runAt}, NULL))`,
    })
    .from(jobs)
    .where(inArray(jobs.state, ['waiting', 'running']))
    .groupBy(jobs.kind)
    .all()
    .map((row) => ({ ...row, waitsSince: row.waitsSince ?? undefined }))
}
