import { eq } from 'drizzle-orm'
import { type Actor, record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { ring } from './bell.ts'
import { JobEnded, JobNotEnded } from './failures.ts'
import type { JobHandler } from './handler.ts'
import { jobById } from './list-jobs.ts'
import { jobs } from './schema.ts'

type Handlers = ReadonlyMap<string, JobHandler>

/**
 * Has a job that failed or was cancelled tried again, with all its tries.
 * @throws JobUnknown, JobNotEnded, and what its kind says when there is nothing left to do it for
 */
export function retryJob(tenant: Tenant, handlers: Handlers, actor: Actor, id: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const job = jobById(tx, id)
    if (job.state !== 'failed' && job.state !== 'cancelled') throw new JobNotEnded()
    handlers.get(job.kind)?.takeUp(tx, job.payload)
    tx.update(jobs)
      .set({ state: 'waiting', runAt: now, failures: 0, losses: 0, progress: 0, reason: null, reasonDetail: null, finishedAt: null })
      .where(eq(jobs.id, id))
      .run()
    record(tx, { type: 'job.retried', actor, subject: id, data: { kind: job.kind } }, now)
    ring(tx, now)
  })
}

/**
 * Stops a job that waits or runs, and tells who waits for it. A running attempt ends at its next report.
 * @throws JobUnknown, JobEnded
 */
export function cancelJob(tenant: Tenant, handlers: Handlers, actor: Actor, id: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const job = jobById(tx, id)
    if (job.state !== 'waiting' && job.state !== 'running') throw new JobEnded()
    tx.update(jobs).set({ state: 'cancelled', reason: 'jobs.cancelled', finishedAt: now, untidy: true }).where(eq(jobs.id, id)).run()
    handlers.get(job.kind)?.setAside(tx, job.payload, 'jobs.cancelled', now)
    record(tx, { type: 'job.cancelled', actor, subject: id, data: { kind: job.kind } }, now)
    ring(tx, now)
  })
}
