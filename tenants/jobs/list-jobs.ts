import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { JobUnknown } from './failures.ts'
import { type Job, jobs } from './schema.ts'

export type JobState = Job['state']
export const JOB_STATES: readonly JobState[] = ['running', 'waiting', 'failed', 'cancelled', 'done']

/** @throws JobUnknown */
export function jobById(db: Reading, id: string): Job {
  const job = db.select().from(jobs).where(eq(jobs.id, id)).get()
  if (!job) throw new JobUnknown()
  return job
}

export const OPEN: readonly JobState[] = ['running', 'waiting']
/** Set aside, or cancelled: somebody has to decide. */
export const FAILED: readonly JobState[] = ['failed', 'cancelled']

/** By when they ended, or else were asked for. */
export type JobOrder = 'newest' | 'oldest'

const when = sql`coalesce(${jobs.finishedAt}, ${jobs.createdAt})`
const ORDERS: Readonly<Record<JobOrder, readonly SQL[]>> = {
  newest: [desc(when), desc(jobs.id)],
  oldest: [asc(when), asc(jobs.id)],
}

/** Jobs in these states: open ones in the order in which they are taken, ended ones newest first, unless an order is asked for. */
export function jobsIn(
  db: Reading,
  states: readonly JobState[],
  { where, limit, offset = 0, order }: { where?: SQL | undefined; limit: number; offset?: number; order?: JobOrder | undefined },
): Job[] {
  return db
    .select()
    .from(jobs)
    .where(and(inArray(jobs.state, [...states]), where))
    .orderBy(...(order ? ORDERS[order] : [desc(jobs.finishedAt), asc(jobs.state), asc(jobs.runAt), asc(jobs.id)]))
    .limit(limit)
    .offset(offset)
    .all()
}
