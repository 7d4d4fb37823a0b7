import { and, asc, desc, eq, inArray, lte, notInArray, type SQL, sql } from 'drizzle-orm'
import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { ring } from './bell.ts'
import type { JobHandler } from './handler.ts'
import { type Job, jobs } from './schema.ts'
import { givenUp } from './tallies.ts'

/** Of what somebody else says of a failure. Characters. */
const LONGEST_DETAIL = 2_000

/** An attempt lost to a crash is not the job's fault; but a job that takes the process down each time must end. */
const MAX_LOSSES = 20

/** Unique in the school for all time: what an attempt leaves anywhere carries this name. */
export const attemptName = (job: Pick<Job, 'id' | 'attempt'>): string => `${job.id.replace(/^job_/, '')}-${job.attempt}`

/** The job an attempt of that name belongs to. */
export const jobOfAttempt = (name: string): string => `job_${name.replace(/-\d+$/, '')}`

const isCurrent = (job: Pick<Job, 'id' | 'attempt'>) => and(eq(jobs.id, job.id), eq(jobs.attempt, job.attempt), eq(jobs.state, 'running'))

/** When a waiting job is due. One that was put, or last tried, at a time yet to come waits for a clock that has been set back since: it is due now. */
const dueAt = (now: number) => sql<number>`iif(coalesce(${jobs.startedAt}, ${jobs.createdAt}) > ${now}, ${now}, ${jobs.runAt})`

/**
 * Takes the next due job of these kinds and starts an attempt: from here on older attempts are fenced out.
 * @param single only while none of these kinds is at work in this school
 */
export async function claim(tenant: Tenant, kinds: readonly string[], now = Date.now(), single = false): Promise<Job | undefined> {
  // No slot is free: asking would cost the school a write.
  if (kinds.length === 0) return undefined
  return tenant.transact((tx) => {
    if (single && someJob(tx, 'running', inArray(jobs.kind, [...kinds]))) return undefined
    const due = tx
      .select()
      .from(jobs)
      .where(and(eq(jobs.state, 'waiting'), lte(dueAt(now), now), inArray(jobs.kind, [...kinds])))
      .orderBy(asc(jobs.runAt), asc(jobs.id))
      .limit(1)
      .get()
    if (!due) return undefined
    const started = { state: 'running' as const, attempt: due.attempt + 1, heardAt: now, startedAt: now, progress: 0 }
    tx.update(jobs).set(started).where(eq(jobs.id, due.id)).run()
    return { ...due, ...started }
  })
}

const someJob = (db: Reading, state: Job['state'], where: SQL): boolean =>
  db
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.state, state), where))
    .limit(1)
    .get() !== undefined

/** Whether a job of these kinds is due: somebody waits for a slot. */
export const isDue = (db: Reading, kinds: readonly string[], now = Date.now()): boolean =>
  someJob(db, 'waiting', sql`${dueAt(now)} <= ${now} AND ${inArray(jobs.kind, [...kinds])}`)

/** The same for each row of a query: whether something waits or runs that is about what the column names. */
export const atWorkOn = (subject: AnySQLiteColumn): SQL =>
  sql`EXISTS (SELECT 1 FROM jobs WHERE jobs.subject = ${subject} AND jobs.state IN ('waiting', 'running'))`

/** Whether something waits or runs that is about this. */
export const isAtWork = (db: Reading, subject: string): boolean =>
  someJob(db, 'waiting', eq(jobs.subject, subject)) || someJob(db, 'running', eq(jobs.subject, subject))

/** Notes how far an attempt is; what it tells besides, `takeOver` writes. Answers false when it is no longer the current one: cancelled, or given to another. */
export function hear(tenant: Tenant, job: Job, progress: number, now = Date.now(), takeOver?: (tx: Writing) => void): Promise<boolean> {
  return tenant.transact((tx) => {
    const isOurs = tx.update(jobs).set({ progress, heardAt: now }).where(isCurrent(job)).run().changes === 1
    if (isOurs) takeOver?.(tx)
    return isOurs
  })
}

/** Takes an attempt's result over, exactly once. Answers false when the attempt is fenced out. */
export function settle(tenant: Tenant, handler: JobHandler, job: Job, output: unknown, now = Date.now()): Promise<boolean> {
  return tenant.transact((tx) => {
    const done = tx
      .update(jobs)
      .set({ state: 'done', progress: 1, finishedAt: now, reason: null, reasonDetail: null, untidy: true })
      .where(isCurrent(job))
      .run()
    if (done.changes !== 1) return false
    handler.settle(tx, job.payload, output, attemptName(job), now)
    return true
  })
}

export interface AttemptFailure {
  /** Another try cannot mend it. */
  readonly permanent: boolean
  /** A key of the catalogue below `jobs.reason`. */
  readonly code: string
  /** For staff who know their way and for the log. */
  readonly detail: string
}

/** An attempt failed: the job waits for its next try with back-off, or is set aside with its reason. Answers false when it is fenced out. */
export function failAttempt(tenant: Tenant, handler: JobHandler, job: Job, failure: AttemptFailure, now = Date.now()): Promise<boolean> {
  return tenant.transact((tx) => {
    const failures = job.failures + 1
    const reason = { failures, reason: failure.code, reasonDetail: failure.detail.slice(0, LONGEST_DETAIL) }
    if (failure.permanent || failures >= handler.contract.attempts) {
      const ended = tx
        .update(jobs)
        .set({ ...reason, state: 'failed', finishedAt: now, untidy: true })
        .where(isCurrent(job))
        .run()
      if (ended.changes === 1) giveUp(tx, handler, job, failure.code, now)
      return ended.changes === 1
    }
    const runAt = now + backOff(failures)
    const waits = tx
      .update(jobs)
      .set({ ...reason, state: 'waiting', runAt })
      .where(isCurrent(job))
      .run()
    if (waits.changes === 1) ring(tx, runAt)
    return waits.changes === 1
  })
}

function giveUp(tx: Writing, handler: JobHandler, job: Job, reason: string, now: number): void {
  givenUp.of(handler.contract.name).count++
  handler.setAside(tx, job.payload, reason, now)
  record(tx, { type: 'job.failed', actor: 'platform', subject: job.id, data: { kind: job.kind, reason } }, now)
}

/** 2 s, 8 s, 32 s … up to ten minutes. */
const backOff = (failures: number) => Math.min(600_000, 2_000 * 4 ** (failures - 1))

/** Gives an attempt back that ended through no fault of the job: shutdown, a machine that is full. Answers false when it is fenced out. */
export function release(tenant: Tenant, job: Job, runAt = Date.now()): Promise<boolean> {
  return tenant.transact((tx) => {
    const isOurs = tx.update(jobs).set({ state: 'waiting', runAt }).where(isCurrent(job)).run().changes === 1
    if (isOurs) ring(tx, runAt)
    return isOurs
  })
}

/**
 * What the job waits for, at somebody else's, is not done: it looks again later, or at once where it was woken while it looked. `takeOver`
 * writes what it knows by now; `why` is what is in its way. Answers false when the attempt is fenced out.
 */
export function waitOn(
  tenant: Tenant,
  job: Job,
  { againMs, share, why }: { againMs: number; share: number; why?: string },
  takeOver: (tx: Writing) => void,
  now = Date.now(),
): Promise<boolean> {
  return tenant.transact((tx) => {
    const current = tx.select({ runAt: jobs.runAt }).from(jobs).where(isCurrent(job)).get()
    if (!current) return false
    const runAt = current.runAt === job.runAt ? now + againMs : now
    const reasonDetail = why?.slice(0, LONGEST_DETAIL) ?? null
    tx.update(jobs).set({ state: 'waiting', runAt, progress: share, reason: null, reasonDetail }).where(eq(jobs.id, job.id)).run()
    takeOver(tx)
    ring(tx, runAt)
    return true
  })
}

/** What jobs of these kinds about something wait for may be done: they look now. */
export function wake(tx: Writing, subject: string, kinds: readonly string[], now: number): void {
  const open = and(eq(jobs.subject, subject), inArray(jobs.kind, [...kinds]))
  const woken = tx
    .update(jobs)
    .set({ runAt: now })
    .where(and(open, inArray(jobs.state, ['waiting', 'running'])))
    .run()
  if (woken.changes) ring(tx, now)
}

/** An attempt went on after its job was cancelled or taken over: what it made since the last sweep is swept as well. */
export function noteLate(tenant: Tenant, jobId: string, now = Date.now()): Promise<boolean> {
  return tenant.transact((tx) => {
    const isKnown = tx.update(jobs).set({ untidy: true }).where(eq(jobs.id, jobId)).run().changes === 1
    if (isKnown) ring(tx, now)
    return isKnown
  })
}

/** What is at work, or was when its process ended. */
export function runningJobs(db: Reading): Job[] {
  return db.select().from(jobs).where(eq(jobs.state, 'running')).all()
}

/**
 * Puts attempts back whose process is gone. `alive` are the jobs this dispatcher itself is running.
 * A job lost again and again is set aside.
 */
export function recoverLost(
  tenant: Tenant,
  handlers: ReadonlyMap<string, JobHandler>,
  alive: readonly string[],
  now = Date.now(),
): Promise<Job[]> {
  return tenant.transact((tx) => {
    const lost = tx
      .select()
      .from(jobs)
      .where(and(eq(jobs.state, 'running'), notInArray(jobs.id, [...alive])))
      .all()
    for (const job of lost) putBack(tx, handlers.get(job.kind), job, now)
    return lost
  })
}

/** The same for one attempt, whose loss was told. Answers false when it is fenced out. */
export function loseAttempt(tenant: Tenant, handler: JobHandler, job: Job, now = Date.now()): Promise<boolean> {
  return tenant.transact((tx) => {
    const current = tx.select().from(jobs).where(isCurrent(job)).get()
    if (current) putBack(tx, handler, current, now)
    return current !== undefined
  })
}

function putBack(tx: Writing, handler: JobHandler | undefined, job: Job, now: number): void {
  const losses = job.losses + 1
  if (losses >= MAX_LOSSES && handler) {
    tx.update(jobs).set({ losses, state: 'failed', reason: 'jobs.lost', finishedAt: now, untidy: true }).where(eq(jobs.id, job.id)).run()
    giveUp(tx, handler, job, 'jobs.lost', now)
  } else {
    tx.update(jobs).set({ losses, state: 'waiting', runAt: now }).where(eq(jobs.id, job.id)).run()
  }
  ring(tx, now)
}

/** Sweeps what ended jobs left behind; a crash in between only means that it is done again. */
export async function tidyUp(tenant: Tenant, handlers: ReadonlyMap<string, JobHandler>): Promise<void> {
  const untidy = tenant.read((db) => db.select().from(jobs).where(eq(jobs.untidy, true)).all())
  for (const job of untidy) {
    await handlers.get(job.kind)?.tidy?.(tenant, job.payload)
    await tenant.transact((tx) => tx.update(jobs).set({ untidy: false }).where(eq(jobs.id, job.id)).run().changes)
  }
}

/** When the school should next be looked at, or undefined when nothing is open. Asked under the write lock. */
export function nextWake(db: Reading, now: number): number | undefined {
  const open = db
    .select({ at: sql<number | null>`min(${dueAt(now)})`, running: sql<number>`sum(${jobs.state} = 'running')` })
    .from(jobs)
    .where(inArray(jobs.state, ['waiting', 'running']))
    .get()
  if (db.select({ id: jobs.id }).from(jobs).where(eq(jobs.untidy, true)).get()) return now
  if (open?.at == null) return undefined
  return open.running ? now : open.at
}

/** Stops what waits or runs about something, or what of it is of one kind; the dispatcher kills the attempt when it next reports. */
export function cancelJobs(tx: Writing, subject: string, now: number, kind?: string): number {
  ring(tx, now)
  return tx
    .update(jobs)
    .set({ state: 'cancelled', finishedAt: now, untidy: true })
    .where(
      and(eq(jobs.subject, subject), inArray(jobs.state, ['waiting', 'running']), kind === undefined ? undefined : eq(jobs.kind, kind)),
    )
    .run().changes
}

/** The attempts about something that run now; what they have made so far is not litter. */
export function runningAttempts(db: Reading, subject: string): string[] {
  return db
    .select({ id: jobs.id, attempt: jobs.attempt })
    .from(jobs)
    .where(and(eq(jobs.subject, subject), eq(jobs.state, 'running')))
    .all()
    .map(attemptName)
}

/** The newest job about something, or of one kind about it: what its screen shows. By the order in which they were put, whatever the clock said. */
export function latestJob(db: Reading, subject: string, kind?: string): Job | undefined {
  return db
    .select()
    .from(jobs)
    .where(and(eq(jobs.subject, subject), kind === undefined ? undefined : eq(jobs.kind, kind)))
    .orderBy(desc(sql`rowid`))
    .limit(1)
    .get()
}
