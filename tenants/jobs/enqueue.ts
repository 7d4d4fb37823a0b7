import type { z } from 'zod'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { ring } from './bell.ts'
import type { JobContract } from './contract.ts'
import { jobs } from './schema.ts'

/** Puts a job into the school's file in the caller's transaction: it runs at least once if and only if that commits. */
export function enqueue<P extends z.ZodType>(
  tx: Writing,
  contract: Pick<JobContract<P, z.ZodType, z.ZodType>, 'name' | 'payload'>,
  job: { payload: z.infer<P>; subject: string; runAt?: number },
  now = Date.now(),
): string {
  const id = newId('job', now)
  const runAt = job.runAt ?? now
  tx.insert(jobs)
    .values({
      id,
      kind: contract.name,
      payload: contract.payload.parse(job.payload),
      subject: job.subject,
      state: 'waiting',
      runAt,
      createdAt: now,
    })
    .run()
  ring(tx, runAt)
  return id
}
