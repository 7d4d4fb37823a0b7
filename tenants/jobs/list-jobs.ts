import { and, asc, desc, eq, inArray, lt, or } from 'drizzle-orm'
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

/** What waits and runs, in the order in which it is taken. */
export function openJobs(db: Reading, limit: number): Job[] {
  return db
    .select()
    .from(jobs)
    .where(inArray(jobs.state, ['running', 'waiting']))
    .orderBy(asc(jobs.state), asc(jobs.runAt), asc(jobs.id))
    .limit(limit)
    .all()
}

/** What ended in these states, newest first; `before` is the last of the page before. */
export function endedJobs(db: Reading, states: readonly ('failed' | 'cancelled' | 'done')[], limit: number, before?: Job): Job[] {
  const older = before && or(lt(jobs.createdAt, before.createdAt), and(eq(jobs.createdAt, before.createdAt), lt(jobs.id, before.id)))
  return db
    .select()
    .from(jobs)
    .where(and(inArray(jobs.state, [...states]), older))
    .orderBy(desc(jobs.createdAt), desc(jobs.id))
    .limit(limit)
    .all()
}
