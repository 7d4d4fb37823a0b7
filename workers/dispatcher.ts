import { ClockWatch } from '#lib/clock.ts'
import type { Log } from '#lib/log.ts'
import type { Size } from '#lib/machine-size.ts'
import { SchoolBroken, SchoolUnknown } from '#tenants/database/failures.ts'
import type { JobHandler, JobSource } from '#tenants/jobs/handler.ts'
import { handlers as allHandlers } from '#tenants/jobs/handlers.ts'
import { claim, isDue, nextWake, recoverLost, runningJobs, tidyUp } from '#tenants/jobs/lifecycle.ts'
import type { Standing } from '#tenants/jobs/standing.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { Attempts } from './attempts.ts'
import { Here } from './here.ts'
import { isGone, newHolder, retire } from './holder.ts'
import { QueueBook } from './queue-book.ts'
import type { Transport } from './transports/transport.ts'

const LEASE = 'dispatcher'
const LEASE_MS = 15_000
const ROUND_MS = 1_000
/** When the jobs of a school whose file is damaged are looked at again. */
const BROKEN_MS = 300_000

export interface DispatcherOptions {
  readonly schools: Schools
  readonly transport: Transport
  /** Performs in this process what must not travel. */
  readonly here?: Here
  readonly log: Log
  readonly handlers?: ReadonlyMap<string, JobHandler>
  /** The size of machine that a school's attempt at this much needs; without it all are small. */
  readonly sizeOf?: (schoolId: string, source: JobSource | undefined) => Size
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
  readonly #attempts: Attempts
  /** Schools whose lost attempts have been put back since this process leads, and since it last lost one itself. */
  readonly #recovered = new Set<string>()
  /** When each school last had a turn, as a count of turns. */
  readonly #servedAt = new Map<string, number>()
  #turns = 0
  /** Schools where nothing is to begin, being tidied up. */
  readonly #resting = new Map<string, Promise<void>>()
  readonly #clock = new ClockWatch()
  readonly #book = new QueueBook()
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #leads = false
  #stopped = false

  constructor(options: DispatcherOptions) {
    this.#o = { handlers: allHandlers, here: new Here(new Map()), sizeOf: () => 'small', offerMs: 5_000, ...options }
    this.#attempts = new Attempts({
      ...this.#o,
      onFree: () => this.#soon(),
      onUnsettled: (schoolId) => this.#recovered.delete(schoolId),
    })
  }

  /** How jobs stand, by kind; undefined while another process leads, which knows. Opens nothing. */
  standing(): Standing[] | undefined {
    return this.#leads ? this.#book.all() : undefined
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
    await this.#attempts.stop()
    await Promise.all(this.#resting.values())
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
    if (!held) this.#book.clear()
    this.#leads = held
    return held
  }

  /** Found no slot in this round: one that comes free before it ends is for the next round to give. */
  #someoneWaits = false

  /**
   * Offers each dirty school a turn, who waited longest first, as long as there are slots and somebody takes one. What yields comes
   * after what people wait for, of all schools.
   */
  async #lookAround(): Promise<void> {
    const served = (schoolId: string) => this.#servedAt.get(schoolId) ?? 0
    const dirty = this.#o.schools.registry.dirtySchools(Date.now()).sort((a, b) => served(a.schoolId) - served(b.schoolId))
    this.#book.keep(new Set(dirty.map(({ schoolId }) => schoolId)))
    this.#someoneWaits = false
    for (const yields of [false, true]) {
      let turn = dirty
      while (turn.length && !this.#stopped) {
        const takers: typeof turn = []
        for (const one of turn) {
          // A school that is locked takes its time, and many of them longer than the lease.
          if (!(await this.#lead())) return
          if (await this.#offer(one, yields)) takers.push(one)
        }
        turn = takers
      }
    }
  }

  /** Starts one job of a school; answers whether it may have more that could start now. */
  async #offer({ schoolId, mark }: { schoolId: string; mark: number }, yields: boolean): Promise<boolean> {
    try {
      const tenant = this.#o.schools.openById(schoolId)
      if (!this.#recovered.has(schoolId)) await this.#recover(tenant)
      this.#book.note(tenant, Date.now())
      const kinds = yields && this.#someoneWaits ? [] : this.#attempts.kindsWithSlots(yields)
      const job = await claim(tenant, kinds, Date.now(), yields)
      if (job) {
        this.#servedAt.set(schoolId, ++this.#turns)
        this.#attempts.begin(tenant, job)
        return true
      }
      if (yields) this.#rest(tenant, mark)
      else this.#makeRoom(tenant)
    } catch (error) {
      this.#leave(schoolId, mark, error)
    }
    return false
  }

  /** Where somebody waits for a slot, an attempt nobody waits for gives its own up and begins anew later. */
  #makeRoom(tenant: Tenant): void {
    const free = new Set(this.#attempts.kindsWithSlots(false))
    const full = [...this.#o.handlers.values()].flatMap(({ contract: { name, weight, yields } }) =>
      weight !== 'heavy' || yields || free.has(name) ? [] : name,
    )
    if (!full.length || !tenant.read((db) => isDue(db, full))) return
    this.#someoneWaits = true
    if (this.#attempts.canMakeRoom) this.#attempts.makeRoom()
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
    for (const job of tenant.read(runningJobs)) await this.#attempts.adopt(tenant, job)
    const lost = await recoverLost(tenant, this.#o.handlers, this.#attempts.jobsOf(tenant.id))
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
}
