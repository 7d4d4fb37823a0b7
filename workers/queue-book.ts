import { type Standing, standingOf } from '#tenants/jobs/standing.ts'
import type { Tenant } from '#tenants/tenant.ts'

/** A school's jobs are counted at most this often. Milliseconds. */
const EVERY_MS = 5_000

interface Entry {
  readonly at: number
  readonly standing: readonly Standing[]
}

/**
 * How the jobs of all schools stand, by kind, for whoever asks: noted while the dispatcher has a school open anyway, so that asking
 * opens no file. A school without jobs that are due is not in it.
 */
export class QueueBook {
  readonly #schools = new Map<string, Entry>()

  note(tenant: Tenant, now: number): void {
    const known = this.#schools.get(tenant.id)
    if (known && now >= known.at && now - known.at < EVERY_MS) return
    this.#schools.set(tenant.id, { at: now, standing: tenant.read((db) => standingOf(db, now)) })
  }

  /** Forgets the schools that are not among these. */
  keep(schoolIds: ReadonlySet<string>): void {
    for (const id of this.#schools.keys()) if (!schoolIds.has(id)) this.#schools.delete(id)
  }

  clear(): void {
    this.#schools.clear()
  }

  /** One line a kind. */
  all(): Standing[] {
    const kinds = new Map<string, Standing>()
    for (const { standing } of this.#schools.values()) {
      for (const one of standing) {
        const sum = kinds.get(one.kind)
        kinds.set(one.kind, sum ? together(sum, one) : one)
      }
    }
    return [...kinds.values()]
  }
}

const together = (a: Standing, b: Standing): Standing => ({
  kind: a.kind,
  waiting: a.waiting + b.waiting,
  running: a.running + b.running,
  waitsSince:
    a.waitsSince === undefined || b.waitsSince === undefined ? (a.waitsSince ?? b.waitsSince) : Math.min(a.waitsSince, b.waitsSince),
})
