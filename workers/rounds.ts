import type { Schools } from '#tenants/schools.ts'
import { isGone, newHolder, retire } from './holder.ts'

/** What one round is given. */
export interface Turn {
  /** Asked before each school: false when this process is to stop, or another one has the lease. */
  goOn(): Promise<boolean>
  /** Aborted when the process is to stop. */
  readonly signal: AbortSignal
}

export interface RoundsOf {
  /** One process of a data folder has it at a time. */
  readonly lease: string
  /** Longer than one school takes. Milliseconds. */
  readonly leaseMs: number
  /** Until the first round: not while the process is starting. Milliseconds. */
  readonly firstMs: number
  /** From the end of one to the next. Milliseconds. */
  readonly everyMs: number
  round(turn: Turn): Promise<unknown>
}

/** What is done for all schools again and again, in one process at a time. */
export class Rounds {
  readonly #schools: Schools
  readonly #of: RoundsOf
  readonly #holder = newHolder()
  readonly #ending = new AbortController()
  #held = false
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()

  constructor(schools: Schools, of: RoundsOf) {
    this.#schools = schools
    this.#of = of
  }

  start(afterMs = this.#of.firstMs): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#run().finally(() => {
        if (!this.#ending.signal.aborted) this.start(this.#of.everyMs)
      })
    }, afterMs)
    this.#timer.unref()
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#ending.abort()
    clearTimeout(this.#timer)
    await this.#round
    retire(this.#holder)
    if (!this.#held) return
    await this.#schools.registry.dropLease(this.#of.lease, this.#holder).catch((error: unknown) => {
      // It ends by itself, and at once for the next process of this machine.
      this.#schools.log.warn({ err: error, lease: this.#of.lease }, 'a lease could not be given back')
    })
  }

  async #run(): Promise<void> {
    const { lease, leaseMs, round } = this.#of
    const { signal } = this.#ending
    const goOn = async () => {
      if (signal.aborted) return false
      this.#held = await this.#schools.registry.holdLease(lease, this.#holder, Date.now(), leaseMs, isGone)
      return this.#held
    }
    try {
      if (await goOn()) await round({ goOn, signal })
    } catch (error) {
      if (!signal.aborted) this.#schools.log.error({ err: error, lease }, 'a round failed; the next one goes on')
    }
  }
}
