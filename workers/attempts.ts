import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '#lib/log.ts'
import type { Size } from '#lib/machine-size.ts'
import { isTransient } from '#tenants/database/connection.ts'
import { diskTroubleOf } from '#tenants/database/disk-trouble.ts'
import { DiskTrouble, OutOfFiles, SchoolBroken, SchoolBusy, SchoolUnknown } from '#tenants/database/failures.ts'
import type { Writing } from '#tenants/database/handle.ts'
import type { JobHandler, JobSource } from '#tenants/jobs/handler.ts'
import {
  attemptName,
  failAttempt,
  hear,
  jobOfAttempt,
  loseAttempt,
  noteLate,
  release,
  runningJobs,
  settle,
  tidyUp,
  waitOn,
} from '#tenants/jobs/lifecycle.ts'
import type { Job } from '#tenants/jobs/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Here, HereOutcome } from './here.ts'
import { type AttemptEnd, attemptsEnded, attemptTimes } from './tallies.ts'
import type { Errand, Transport } from './transports/transport.ts'

/** Progress is written at most this often a job. */
const HEAR_MS = 750
/** When an attempt is made again that the machine could open nothing for. Milliseconds. */
const LATER_MS = 5_000
/** How often a result is offered to a school that cannot take it now: locked, or its disk full. */
const MOST_OFFERS = 12

export interface AttemptsOptions {
  readonly schools: Schools
  readonly transport: Transport
  /** Performs in this process what must not travel. */
  readonly here: Here
  readonly log: Log
  readonly handlers: ReadonlyMap<string, JobHandler>
  /** Milliseconds between two offers of a result to a school that cannot take it now. */
  readonly offerMs: number
  /** The size of machine that a school's attempt at this much needs. */
  sizeOf(schoolId: string, source: JobSource | undefined): Size
  /** A slot is free again. */
  onFree(): void
  /** How an attempt ended could not be written down: its school's lost attempts are to be put back. */
  onUnsettled(schoolId: string): void
}

interface Running {
  readonly schoolId: string
  readonly jobId: string
  readonly kind: string
  readonly weight: JobHandler['contract']['weight']
  readonly ended: Promise<void>
  /** By the clock that is never set. Milliseconds. */
  readonly begunAt: number
  /** It was told to make room for somebody. */
  yielded: boolean
}

/** The attempts that are under way: each holds a slot from its beginning until it is written down how it ended. */
export class Attempts {
  readonly #o: AttemptsOptions
  readonly #running = new Map<string, Running>()
  #stopped = false

  constructor(options: AttemptsOptions) {
    this.#o = options
    options.transport.onLate((errandId) => this.#late(errandId))
  }

  /** Gives those back that run here; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all([this.#o.transport.close(), this.#o.here.close()])
    await Promise.all([...this.#running.values()].map((one) => one.ended))
  }

  /** The jobs of a school that are under way, by id. */
  jobsOf(schoolId: string): string[] {
    return [...this.#running.values()].filter((one) => one.schoolId === schoolId).map((one) => one.jobId)
  }

  /** What could begin now: of what people wait for, or of what yields to it. */
  kindsWithSlots(yields: boolean): string[] {
    const used = { heavy: 0, light: 0, here: 0 }
    const slots = { ...this.#o.transport.slots(), here: this.#o.here.slots }
    const ofKind = new Map<string, number>()
    for (const one of this.#running.values()) {
      used[one.weight]++
      ofKind.set(one.kind, (ofKind.get(one.kind) ?? 0) + 1)
    }
    const hasSlot = ({ name, weight, most = Number.POSITIVE_INFINITY }: JobHandler['contract']) =>
      used[weight] < slots[weight] && (ofKind.get(name) ?? 0) < most
    return [...this.#o.handlers.values()]
      .filter(({ contract }) => (contract.yields ?? false) === yields && hasSlot(contract))
      .map(({ contract }) => contract.name)
  }

  /** Whether something is at work here that would make room, and nothing is making room already. */
  get canMakeRoom(): boolean {
    const all = [...this.#running.values()]
    return !all.some(({ yielded }) => yielded) && all.some(({ kind }) => this.#o.handlers.get(kind)?.contract.yields)
  }

  /** Stops one attempt that makes room for others; its job waits again. Only heavy ones yield, so only their slots come free. */
  makeRoom(): void {
    for (const [id, one] of this.#running) {
      if (!this.#o.handlers.get(one.kind)?.contract.yields) continue
      one.yielded = true
      this.#cancel(id)
      return
    }
  }

  begin(tenant: Tenant, job: Job): void {
    const handler = this.#o.handlers.get(job.kind)
    if (handler) this.#follow(tenant, handler, job, (log) => this.#attempt(tenant, handler, job, log))
  }

  /** Takes up an attempt that was begun before and goes on elsewhere, where it does. */
  async adopt(tenant: Tenant, job: Job): Promise<void> {
    const handler = this.#o.handlers.get(job.kind)
    if (!handler || this.#running.has(errandId(tenant, job))) return
    const { weight } = handler.contract
    // What was performed in a process ended with it.
    if (weight === 'here') return
    const adopted = await this.#o.transport.adopt({ ...this.#listening(tenant, handler, job), weight })
    if (adopted) this.#follow(tenant, handler, job, (log) => this.#conclude(tenant, handler, job, adopted.outcome, log))
  }

  /** Keeps an attempt's slot until `work` has written down how it ended. */
  #follow(tenant: Tenant, handler: JobHandler, job: Job, work: (log: Log) => Promise<void>): void {
    const id = errandId(tenant, job)
    const log = tenant.log.child({ job: job.id, kind: job.kind, attempt: job.attempt })
    const begunAt = performance.now()
    const ended = work(log)
      // What cannot be swept now stays marked, and the school due.
      .then(() => tidyUp(tenant, this.#o.handlers).catch((error: unknown) => log.warn({ err: error }, 'could not be tidied up yet')))
      .catch((error: unknown) => {
        log.error({ err: error }, 'attempt could not be settled; it will be put back')
        this.#o.onUnsettled(tenant.id)
      })
      .finally(() => {
        this.#running.delete(id)
        this.#o.onFree()
      })
    this.#running.set(id, {
      schoolId: tenant.id,
      jobId: job.id,
      kind: job.kind,
      weight: handler.contract.weight,
      ended,
      begunAt,
      yielded: false,
    })
  }

  async #attempt(tenant: Tenant, handler: JobHandler, job: Job, log: Log): Promise<void> {
    log.info('attempt begins')
    let input: unknown
    let size: Size
    try {
      size = this.#o.sizeOf(tenant.id, handler.source?.(tenant, job.payload))
      input = await handler.prepare(tenant, job.payload, attemptName(job))
    } catch (error) {
      if (diskTroubleOf(error) instanceof OutOfFiles) await this.#postpone(tenant, job, log)
      else {
        await failAttempt(tenant, handler, job, { permanent: false, code: 'jobs.unprepared', detail: String(error) })
        attemptsEnded.of(job.kind, 'unprepared').count++
      }
      return
    }
    const errand = { ...this.#listening(tenant, handler, job), size, input }
    const { weight } = handler.contract
    const outcome = weight === 'here' ? this.#o.here.perform(errand) : this.#o.transport.perform({ ...errand, weight })
    await this.#conclude(tenant, handler, job, outcome, log)
  }

  /** Writes down how an attempt ended. An hour of encoding is not thrown away because its school is locked, or the disk full, just now. */
  async #conclude(tenant: Tenant, handler: JobHandler, job: Job, ending: Promise<HereOutcome>, log: Log): Promise<void> {
    let outcome = await ending
    for (let offers = 1; ; offers++) {
      try {
        await this.#write(tenant, handler, job, outcome, log)
        break
      } catch (error) {
        // Nobody waits for it any more: the school was destroyed.
        if (error instanceof SchoolUnknown) break
        if (isPassing(error)) {
          if (offers >= MOST_OFFERS || this.#stopped) throw error
          log.warn({ err: error }, 'the school cannot take the result now; it is offered again')
          await wait(this.#o.offerMs)
        } else if (outcome.done) {
          // The school would not have the result: that is a failed attempt, with its back-off and its end.
          log.error({ err: error }, 'the result was refused')
          outcome = { done: false, failure: { permanent: false, code: 'jobs.failed', detail: String(error) } }
        } else throw error
      }
    }
    const isOver = outcome.done || outcome.failure !== 'handed_on'
    if (isOver && handler.contract.weight !== 'here') await this.#o.transport.forget(errandId(tenant, job))
  }

  async #write(tenant: Tenant, handler: JobHandler, job: Job, outcome: HereOutcome, log: Log): Promise<void> {
    let isCurrent: boolean
    if (outcome.done) {
      isCurrent = await settle(tenant, handler, job, outcome.output)
      log.info({ current: isCurrent }, isCurrent ? 'job done' : 'attempt came too late')
    } else if (outcome.failure === 'handed_on') {
      log.info('attempt goes on without this process')
      return
    } else if (outcome.failure === 'interrupted') {
      isCurrent = await release(tenant, job)
      log.info('attempt interrupted')
    } else if (outcome.failure === 'not_begun') {
      isCurrent = await this.#postpone(tenant, job, log)
    } else if (outcome.failure === 'not_yet') {
      const { againMs, share, news, why } = outcome
      isCurrent = await waitOn(tenant, job, { againMs, share, why }, (tx) => {
        if (news !== undefined) handler.hear?.(tx, job.payload, news, attemptName(job))
      })
      if (why === undefined) log.info({ againMs }, 'not done yet; looks again')
      else log.warn({ againMs, why }, 'whom it waits for does not answer; looks again')
    } else if (outcome.failure === 'lost') {
      isCurrent = await loseAttempt(tenant, handler, job)
      log.warn('attempt lost; waits again')
    } else {
      isCurrent = await failAttempt(tenant, handler, job, outcome.failure)
      log.warn({ failure: outcome.failure }, 'attempt failed')
    }
    this.#count(tenant, job, isCurrent ? endOf(outcome) : 'late')
    if (!isCurrent) await noteLate(tenant, job.id)
  }

  #count(tenant: Tenant, job: Job, end: AttemptEnd): void {
    attemptsEnded.of(job.kind, end).count++
    const begunAt = this.#running.get(errandId(tenant, job))?.begunAt
    if (begunAt !== undefined && (end === 'done' || end === 'failed'))
      attemptTimes.of(job.kind).observe((performance.now() - begunAt) / 1_000)
  }

  /** The machine is full: the attempt did not begin, and nothing is held against the job. */
  #postpone(tenant: Tenant, job: Job, log: Log): Promise<boolean> {
    log.warn('the attempt could not begin: this process may open no more files; it waits')
    return release(tenant, job, Date.now() + LATER_MS)
  }

  /** An attempt ended that this process does not follow: given up long ago, or not taken up yet. Answers whether nobody wants it. */
  async #late(id: string): Promise<boolean> {
    const [, schoolId = '', name = ''] = /^([^-]+)-(.+)$/.exec(id) ?? []
    try {
      const tenant = this.#o.schools.openById(schoolId)
      if (tenant.read(runningJobs).some((job) => attemptName(job) === name)) return false
      await noteLate(tenant, jobOfAttempt(name))
      return true
    } catch (error) {
      if (error instanceof SchoolUnknown) return true
      // It stays where it is and is asked for again; the outcomes behind it are those of other schools.
      if (!(error instanceof SchoolBroken)) this.#o.log.warn({ tenant: schoolId, err: error }, 'a late outcome waits for its school')
      return false
    }
  }

  #cancel(id: string): void {
    this.#o.transport.cancel(id)
    this.#o.here.cancel(id)
  }

  #listening(tenant: Tenant, handler: JobHandler, job: Job): Omit<Errand, 'input' | 'weight' | 'size'> {
    const id = errandId(tenant, job)
    let heardAt = Number.NEGATIVE_INFINITY
    let told: unknown
    return {
      id,
      kind: job.kind,
      silenceMs: handler.contract.silenceMs,
      onProgress: (share, news) => {
        const now = performance.now()
        // Its first news is what somebody waits for: that a film can be watched.
        const isFirst = told === undefined && news !== undefined
        if (now - heardAt < HEAR_MS && !isFirst) return
        heardAt = now
        told ??= news
        const takeOver = (tx: Writing) => news !== undefined && handler.hear?.(tx, job.payload, news, attemptName(job))
        hear(tenant, job, share, Date.now(), takeOver)
          .then((current) => {
            if (!current) this.#cancel(id)
          })
          .catch((error: unknown) => {
            // The school was destroyed: nobody waits for this, and what it writes would stay.
            if (error instanceof SchoolUnknown) this.#cancel(id)
            else tenant.log.warn({ job: job.id, err: error }, 'progress could not be written')
          })
      },
    }
  }
}

function endOf(outcome: HereOutcome): AttemptEnd {
  if (outcome.done) return 'done'
  const { failure } = outcome
  return typeof failure === 'string' ? failure : 'failed'
}

const errandId = (tenant: Tenant, job: Job) => `${tenant.id}-${attemptName(job)}`

/** A school's file cannot be written now and may be in a moment: it is locked, or the machine is at fault. */
const isPassing = (error: unknown): boolean =>
  error instanceof SchoolBusy || error instanceof DiskTrouble || error instanceof OutOfFiles || isTransient(error)
