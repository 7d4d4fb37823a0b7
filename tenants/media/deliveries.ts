import { Failure } from '#lib/failure.ts'
import { isTransient } from '#tenants/database/connection.ts'
import { OnPrimary, SchoolBroken, SchoolUnknown, Unconfirmed } from '#tenants/database/failures.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { monthOf, noteDelivered } from './usage.ts'

/** A school may be watched by hundreds at once: its file hears of it this often. */
const EVERY_MS = 5_000

interface Waiting {
  readonly tenant: Tenant
  /** Bytes by month. */
  readonly months: Map<string, number>
}

/**
 * Counts the bytes that are sent to who watches, and writes a school's every few seconds and at shutdown. A crash loses what those seconds
 * counted: this is a meter, and nobody is paid or refused by it.
 */
export class Deliveries {
  readonly #waiting = new Map<string, Waiting>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(private readonly everyMs = EVERY_MS) {}

  note(tenant: Tenant, bytes: number, now = Date.now()): void {
    if (bytes <= 0) return
    const waiting = this.#waiting.get(tenant.id) ?? { tenant, months: new Map() }
    const month = monthOf(now)
    waiting.months.set(month, (waiting.months.get(month) ?? 0) + bytes)
    this.#waiting.set(tenant.id, waiting)
    this.#timer ??= setTimeout(() => void this.flush(), this.everyMs)
  }

  /** Writes what waits of all schools, after what is being written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(async () => {
      const all = [...this.#waiting.values()]
      this.#waiting.clear()
      await Promise.all(all.map((one) => this.#write(one)))
    })
    return this.#writing
  }

  async #write({ tenant, months }: Waiting): Promise<void> {
    try {
      await tenant.transact((tx) => {
        for (const [month, bytes] of months) noteDelivered(tx, month, bytes)
      })
    } catch (error) {
      // The school was deleted, or set aside: there is nowhere to count them.
      if (error instanceof SchoolUnknown || error instanceof SchoolBroken) return
      // It is written, if only for a while: counted again it would be twice as much.
      if (error instanceof Unconfirmed) return
      if (error instanceof Failure || isTransient(error)) {
        // A replica keeps it for when it is the primary.
        if (!(error instanceof OnPrimary))
          tenant.log.warn({ err: error }, 'what was delivered is counted later: the school could not be written')
        const later = this.#waiting.get(tenant.id) ?? { tenant, months: new Map() }
        for (const [month, bytes] of months) later.months.set(month, (later.months.get(month) ?? 0) + bytes)
        this.#waiting.set(tenant.id, later)
        this.#timer ??= setTimeout(() => void this.flush(), this.everyMs)
        return
      }
      tenant.log.error({ err: error }, 'what was delivered could not be counted and is dropped')
    }
  }
}
