import { setImmediate as breathe } from 'node:timers/promises'
import { ABANDONED_MS } from '#tenants/media/abandoned-uploads.ts'
import { type Swept, sweepAssets } from '#tenants/media/sweep-assets.ts'
import { clearUnmade } from '#tenants/registry/making.ts'
import type { Schools } from '#tenants/schools.ts'
import { isGone, newHolder, retire } from './holder.ts'

const LEASE = 'sweep'
/** Longer than one school takes; renewed before each. */
const LEASE_MS = 10 * 60_000
const EVERY_MS = 6 * 3_600_000
/** Not while the process is starting. */
const FIRST_MS = 5 * 60_000

export interface SchoolSwept extends Swept {
  readonly id: string
  readonly slug: string
}

export interface SweepReport {
  readonly schools: readonly SchoolSwept[]
  /** Pieces inside the storage itself: parts of uploads no school knows, unfinished files, old receipts. */
  readonly litter: number
  /** Schools that could not be swept this time, by their slug. */
  readonly failed: readonly string[]
}

/**
 * Clears what killed makers of schools left, sweeps one school after the other, then the storage. `goOn` is asked before each school.
 * A school that cannot be opened is left for the next time and holds up no other.
 */
export async function sweepSchools(
  schools: Schools,
  { dryRun = false, now = Date.now(), goOn = async (): Promise<boolean> => true } = {},
): Promise<SweepReport> {
  const swept: SchoolSwept[] = []
  const failed: string[] = []
  if (!dryRun) await clearUnmade(schools, now)
  for (const { id, slug } of schools.registry.list()) {
    if (!(await goOn())) return { schools: swept, litter: 0, failed }
    try {
      const tenant = schools.openById(id)
      const found = await sweepAssets(tenant, { dryRun, now })
      if (found.uploads || found.assets || found.orphans) {
        swept.push({ id, slug, ...found })
        tenant.log.info({ ...found, dryRun }, 'school swept')
      }
    } catch (error) {
      failed.push(slug)
      schools.log.warn({ tenant: id, err: error }, 'a school could not be swept')
    }
    // Requests go first.
    await breathe()
  }
  return { schools: swept, litter: await schools.storage.sweepLitter(ABANDONED_MS, { now, dryRun }), failed }
}

/** Sweeps all schools four times a day, in one process of a data folder at a time. */
export class Sweeper {
  readonly #schools: Schools
  readonly #holder = newHolder()
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(schools: Schools) {
    this.#schools = schools
  }

  start(firstMs = FIRST_MS): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#sweep().finally(() => {
        if (!this.#stopped) this.start(EVERY_MS)
      })
    }, firstMs)
    this.#timer.unref()
  }

  /** Ends after the school it is at. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#round
    await this.#schools.registry.dropLease(LEASE, this.#holder)
    retire(this.#holder)
  }

  readonly #goOn = async (): Promise<boolean> =>
    !this.#stopped && (await this.#schools.registry.holdLease(LEASE, this.#holder, Date.now(), LEASE_MS, isGone))

  async #sweep(): Promise<void> {
    try {
      if (!(await this.#goOn())) return
      const { litter, schools } = await sweepSchools(this.#schools, { goOn: this.#goOn })
      if (litter || schools.length) this.#schools.log.info({ litter, schools: schools.length }, 'swept')
    } catch (error) {
      this.#schools.log.error({ err: error }, 'the sweep failed; the next one goes on')
    }
  }
}
