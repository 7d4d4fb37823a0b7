import { setImmediate as breathe } from 'node:timers/promises'
import { emptyTrash } from '#tenants/courses/erase.ts'
import { ABANDONED_MS } from '#tenants/media/abandoned-uploads.ts'
import { type Swept, sweepAssets } from '#tenants/media/sweep-assets.ts'
import { clearUnmade } from '#tenants/registry/making.ts'
import type { Schools } from '#tenants/schools.ts'
import { Rounds } from './rounds.ts'

export interface SchoolSwept extends Swept {
  /** Courses, sections and lessons that were in the trash for too long. */
  readonly trashed: number
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

export interface SweepOptions {
  readonly dryRun?: boolean
  readonly now?: number
  /** The id of the one school to sweep; the storage itself is left alone then. */
  readonly only?: string | undefined
  goOn?(): Promise<boolean>
}

/**
 * Clears what killed makers of schools left, sweeps one school after the other, then the storage. `goOn` is asked before each school.
 * A school that cannot be opened is left for the next time and holds up no other.
 */
export async function sweepSchools(
  schools: Schools,
  { dryRun = false, now = Date.now(), only, goOn = async () => true }: SweepOptions = {},
): Promise<SweepReport> {
  const swept: SchoolSwept[] = []
  const failed: string[] = []
  if (!dryRun && only === undefined) await clearUnmade(schools, now)
  for (const { id, slug } of schools.registry.list()) {
    if (only !== undefined && id !== only) continue
    if (!(await goOn())) return { schools: swept, litter: 0, failed }
    try {
      const tenant = schools.openById(id)
      // First: the files of what goes are nobody's from here on.
      const trashed = await emptyTrash(tenant, { dryRun, now })
      const found = { ...(await sweepAssets(tenant, { dryRun, now })), trashed }
      if (trashed || found.things.length) {
        swept.push({ id, slug, ...found })
        const { things, ...counts } = found
        tenant.log.info({ ...counts, dryRun }, 'school swept')
      }
    } catch (error) {
      failed.push(slug)
      schools.log.warn({ tenant: id, err: error }, 'a school could not be swept')
    }
    // Requests go first.
    await breathe()
  }
  const litter = only === undefined ? await schools.storage.sweepLitter(ABANDONED_MS, { now, dryRun }) : 0
  return { schools: swept, litter, failed }
}

/** Sweeps all schools four times a day. */
export const sweeps = (schools: Schools): Rounds =>
  new Rounds(schools, {
    lease: 'sweep',
    leaseMs: 10 * 60_000,
    firstMs: 5 * 60_000,
    everyMs: 6 * 3_600_000,
    async round({ goOn }) {
      const { litter, schools: swept } = await sweepSchools(schools, { goOn })
      if (litter || swept.length) schools.log.info({ litter, schools: swept.length }, 'swept')
    },
  })
