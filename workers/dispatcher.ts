import { setTimeout as wait } from 'node:timers/promises'
import { ClockWatch } from '#lib/clock.ts'
import type { Log } from '#lib/log.ts'
import { isTransient } from '#tenants/database/connection.ts'
import { diskTroubleOf } from '#tenants/database/disk-trouble.ts'
import { DiskTrouble, OutOfFiles, SchoolBroken, SchoolBusy, SchoolUnknown } from '#tenants/database/failures.ts'
import type { JobHandler } from '#tenants/jobs/handler.ts'
import { handlers as allHandlers } from '#tenants/jobs/handlers.ts'
import {
  attemptName,
  claim,
  failAttempt,
  hear,
  jobOfAttempt,
  loseAttempt,
  nextWake,
  noteLate,
  recoverLost,
  release,
  runningJobs,
  settle,
  tidyUp,
} from '#tenants/jobs/lifecycle.ts'
import type { Job } from '#tenants/jobs/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { Here } from './here.ts'
import { isGone, newHolder, retire } from './holder.ts'
import type { Errand, Outcome, Transport } from './transports/transport.ts'

const LEASE = 'dispatcher'
const LEASE_MS = 15_000
const ROUND_MS = 1_000
/** Progress is written at most this often a job. */
const HEAR_MS = 750
/** When the jobs of a school whose file is damaged are looked at again. */
const BROKEN_MS = 300_000
/** When an attempt is made again that the machine could open nothing for. Milliseconds. */
const LATER_MS = 5_000
/** How often a result is offered to a school that cannot take it now: locked, or its disk full. */
const MOST_OFFERS = 12

export interface DispatcherOptions {
  readonly schools: Schools
  readonly transport: Transport
  /** Performs in this process what must not travel. */
  readonly here?: Here
  readonly log: Log
  readonly handlers?: ReadonlyMap<string, JobHandler>
  /** Milliseconds between two offers of a result to a school that cannot take it now. */
  readonly offerMs?: number
}

/**
 * Runs the jobs of all schools of a data folder; one process at a time holds the lease.
 * Looks only at schools that are marked dirty, one job a school in turn, so that nobody's hundred uploads hold up another's one.
 */
export class Dispatcher {
  readonly #o: Required<DispatcherOptions>
  readonly #holder = newHolder()
  readonly #running = new Map<string, { schoolId: string; jobId: string; weight: JobHandler['contract']['weight']; ended: Promise<void> }>()
  /** Schools whose lost attempts have been put back since this process leads, and since it last lost one itself. */
  readonly #recovered = new Set<string>()
  /** When each school last had a turn, as a count of turns. */
  readonly #servedAt = new Map<string, number>()
  #turns = 0
  /** Schools where nothing is to begin, being tidied up. */
  readonly #resting = new Map<string, Promise<void>>()
  readonly #clock = new ClockWatch()
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #leads = false
  #stopped = false

  constructor(options: DispatcherOptions) {
    this.#o = { handlers: allHandlers, here: new Here(new Map()), offerMs: 5_000, ...options }
    this.#o.transport.onLate((errandId) => this.#late(errandId))
  }

  start(): void {
    this.#o.schools.onJobs(() => this.#soon())
    this.#timer = setInterval(() => this.#soon(), ROUND_MS)
    this.#soon()
  }

  /** Stops taking jobs, gives those back that run here, lets the lease go. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#round
    await Promise.all([this.#o.transport.close(), this.#o.here.close()])
    await Promise.all([...[...this.#running.values()].map((one) => one.ended), ...this.#resting.values()])
    retire(this.#holder)
    if (!this.#leads) return
    await this.#o.schools.registry.dropLease(LEASE, this.#holder).catch((error: unknown) => {
      // It ends by itself, and at once for the next process of this machine.
      this.#o.log.warn({ err: error, lease: LEASE }, 'a lease could not be given back')
    })
  }

  #again = false
  #busy = false

  /** One round at a time; a bell rung during a round starts one more. */
  #soon(): void {
    if (this.#stopped) return
    if (this.#busy) {
      this.#again = true
      return
    }
    this.#busy = true
    this.#round = this.#rounds()
      .catch((error: unknown) => this.#o.log.error({ err: error }, 'dispatcher round failed'))
      .finally(() => {
        this.#busy = false
      })
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false
      if (!(await this.#lead())) return
      await this.#lookAround()
    } while (this.#again && !this.#stopped)
  }

  /** The process that leads is not known to be dead because the clock was set forward over its lease. */
  #patientUntil = 0

  #lookAtClock(): void {
    const moved = this.#clock.moved()
    if (moved === 0) return
    this.#o.log.warn({ ms: moved }, 'the clock of this machine was set')
    if (moved > 0) this.#patientUntil = performance.now() + LEASE_MS
    else if (this.#leads) this.#o.schools.registry.wakeAll(Date.now())
  }

  async #lead(): Promise<boolean> {
    this.#lookAtClock()
    const now = Date.now()
    if (!this.#leads && performance.now() < this.#patientUntil) return false
    const held = await this.#o.schools.registry.holdLease(LEASE, this.#holder, now, LEASE_MS, isGone)
    if (held && !this.#leads) {
      // Whoever led meanwhile may have left attempts behind, in schools this process has looked at before.
      this.#recovered.clear()
      await this.#o.transport.reap()
      this.#o.schools.registry.wakeAll(now)
    }
    if (held !== this.#leads) this.#o.log.info({ leads: held }, 'dispatcher lease')
    this.#leads = held
    return held
  }

  /** Offers each dirty school a turn, who waited longest first, as long as there are slots and somebody takes one. */
  async #lookAround(): Promise<void> {
    const served = (schoolId: string) => this.#servedAt.get(schoolId) ?? 0
    let turn = this.#o.schools.registry.dirtySchools(Date.now()).sort((a, b) => served(a.schoolId) - served(b.schoolId))
    while (turn.length && !this.#stopped) {
      const takers: typeof turn = []
      for (const dirty of turn) {
        // A school that is locked takes its time, and many of them longer than the lease.
        if (!(await this.#lead())) return
        if (await this.#offer(dirty.schoolId, dirty.mark)) takers.push(dirty)
      }
      turn = takers
    }
  }

  /** Starts one job of a school; answers whether it may have more that could start now. */
  async #offer(schoolId: string, mark: number): Promise<boolean> {
    try {
      const tenant = this.#o.schools.openById(schoolId)
      if (!this.#recovered.has(schoolId)) await this.#recover(tenant)
      const job = await claim(tenant, this.#kindsWithSlots())
      if (job) {
        this.#servedAt.set(schoolId, ++this.#turns)
        this.#begin(tenant, job)
        return true
      }
      this.#rest(tenant, mark)
    } catch (error) {
      this.#leave(schoolId, mark, error)
    }
    return false
  }

  /** Tidies up where nothing is to begin, and settles the school's mark. Beside the round: storage that is slow or away holds up no other school. */
  #rest(tenant: Tenant, mark: number): void {
    if (this.#resting.has(tenant.id)) return
    const rested = tidyUp(tenant, this.#o.handlers)
      .then(() => this.#settleMark(tenant, mark))
      .then(() => {
        if (!this.#o.schools.registry.markOf(tenant.id)) this.#servedAt.delete(tenant.id)
      })
      .catch((error: unknown) => this.#leave(tenant.id, mark, error))
      .finally(() => this.#resting.delete(tenant.id))
    this.#resting.set(tenant.id, rested)
  }

  #leave(schoolId: string, mark: number, error: unknown): void {
    if (error instanceof SchoolUnknown) this.#o.schools.registry.settleMark(schoolId, mark, undefined)
    // Said once, where the damage was found; the end of the quarantine marks the school again.
    else if (error instanceof SchoolBroken) this.#o.schools.registry.settleMark(schoolId, mark, Date.now() + BROKEN_MS)
    else this.#o.log.warn({ tenant: schoolId, err: error }, 'a school’s jobs wait')
  }

  /** Takes up what goes on elsewhere, and puts back what went down with its process. */
  async #recover(tenant: Tenant): Promise<void> {
    for (const job of tenant.read(runningJobs)) {
      const handler = this.#o.handlers.get(job.kind)
      if (!handler || this.#running.has(errandId(tenant, job))) continue
      const { weight } = handler.contract
      // What was performed in a process ended with it.
      if (weight === 'here') continue
      const adopted = await this.#o.transport.adopt({ ...this.#listening(tenant, handler, job), weight })
      if (adopted) this.#follow(tenant, handler, job, (log) => this.#conclude(tenant, handler, job, adopted.outcome, log))
    }
    const alive = [...this.#running.values()].filter((one) => one.schoolId === tenant.id).map((one) => one.jobId)
    const lost = await recoverLost(tenant, this.#o.handlers, alive)
    for (const job of lost) tenant.log.warn({ job: job.id, kind: job.kind, attempt: job.attempt }, 'attempt lost; waits again')
    this.#recovered.add(tenant.id)
  }

  /** Forgets the mark, or sets its next time, under the school's write lock, so that no job can slip in between. */
  async #settleMark(tenant: Tenant, mark: number): Promise<void> {
    await tenant.transact((tx) => {
      const now = Date.now()
      const next = nextWake(tx, now)
      // What runs, or waits for a slot, keeps the school due: the next round looks again.
      if (next === undefined || next > now) this.#o.schools.registry.settleMark(tenant.id, mark, next)
    })
  }

  #kindsWithSlots(): string[] {
    const used = { heavy: 0, light: 0, here: 0 }
    const slots = { ...this.#o.transport.slots(), here: this.#o.here.slots }
    for (const one of this.#running.values()) used[one.weight]++
    return [...this.#o.handlers.values()]
      .filter(({ contract }) => used[contract.weight] < slots[contract.weight])
      .map(({ contract }) => contract.name)
  }

  #begin(tenant: Tenant, job: Job): void {
    const handler = this.#o.handlers.get(job.kind)
    if (handler) this.#follow(tenant, handler, job, (log) => this.#attempt(tenant, handler, job, log))
  }

  /** Keeps an attempt's slot until `work` has written down how it ended. */
  #follow(tenant: Tenant, handler: JobHandler, job: Job, work: (log: Log) => Promise<void>): void {
    const id = errandId(tenant, job)
    const log = tenant.log.child({ job: job.id, kind: job.kind, attempt: job.attempt })
    const ended = work(log)
      // What cannot be swept now stays marked, and the school due.
      .then(() => tidyUp(tenant, this.#o.handlers).catch((error: unknown) => log.warn({ err: error }, 'could not be tidied up yet')))
      .catch((error: unknown) => {
        log.error({ err: error }, 'attempt could not be settled; it will be put back')
        this.#recovered.delete(tenant.id)
      })
      .finally(() => {
        this.#running.delete(id)
        this.#soon()
      })
    this.#running.set(id, { schoolId: tenant.id, jobId: job.id, weight: handler.contract.weight, ended })
  }

  async #attempt(tenant: Tenant, handler: JobHandler, job: Job, log: Log): Promise<void> {
    log.info('attempt begins')
    let input: unknown
    try {
      input = await handler.prepare(tenant, job.payload, attemptName(job))
    } catch (error) {
      if (diskTroubleOf(error) instanceof OutOfFiles) await this.#postpone(tenant, job, log)
      else await failAttempt(tenant, handler, job, { permanent: false, code: 'jobs.unprepared', detail: String(error) })
      return
    }
    const errand = { ...this.#listening(tenant, handler, job), input }
    const { weight } = handler.contract
    const outcome = weight === 'here' ? this.#o.here.perform(errand) : this.#o.transport.perform({ ...errand, weight })
    await this.#conclude(tenant, handler, job, outcome, log)
  }

  /** Writes down how an attempt ended. An hour of encoding is not thrown away because its school is locked, or the disk full, just now. */
  async #conclude(tenant: Tenant, handler: JobHandler, job: Job, ending: Promise<Outcome>, log: Log): Promise<void> {
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

  async #write(tenant: Tenant, handler: JobHandler, job: Job, outcome: Outcome, log: Log): Promise<void> {
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
    } else if (outcome.failure === 'lost') {
      isCurrent = await loseAttempt(tenant, handler, job)
      log.warn('attempt lost; waits again')
    } else {
      isCurrent = await failAttempt(tenant, handler, job, outcome.failure)
      log.warn({ failure: outcome.failure }, 'attempt failed')
    }
    if (!isCurrent) await noteLate(tenant, job.id)
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

  #listening(tenant: Tenant, handler: JobHandler, job: Job): Omit<Errand, 'input' | 'weight'> {
    const id = errandId(tenant, job)
    let heardAt = Number.NEGATIVE_INFINITY
    return {
      id,
      kind: job.kind,
      silenceMs: handler.contract.silenceMs,
      onProgress: (share) => {
        const now = performance.now()
        if (now - heardAt < HEAR_MS) return
        heardAt = now
        hear(tenant, job, share)
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

const errandId = (tenant: Tenant, job: Job) => `${tenant.id}-${attemptName(job)}`

/** A school's file cannot be written now and may be in a moment: it is locked, or the machine is at fault. */
const isPassing = (error: unknown): boolean =>
  error instanceof SchoolBusy || error instanceof DiskTrouble || error instanceof OutOfFiles || isTransient(error)
