import { and, asc, desc, eq, inArray, type SQL } from 'drizzle-orm'
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

/** Jobs in these states: open ones in the order in which they are taken, ended ones newest first. */
export function jobsIn(
  db: Reading,
  states: readonly JobState[],
  { where, limit, offset = 0 }: { where?: SQL | undefined; limit: number; offset?: number },
): Job[] {
  return db
    .select()
    .from(jobs)
    .where(and(inArray(jobs.state, [...states]), where))
    .orderBy(desc(jobs.finishedAt), asc(jobs.state), asc(jobs.runAt), asc(jobs.id))
    .limit(limit)
    .offset(offset)
    .all()
}
