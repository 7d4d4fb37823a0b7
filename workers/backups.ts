import { statSync } from 'node:fs'
import { isNotNull } from 'drizzle-orm'
import { backUpPlatform, backUpSchool } from '#tenants/backups/back-up.ts'
import { sweepKept } from '#tenants/backups/kept-files.ts'
import { listBackups } from '#tenants/backups/list-backups.ts'
import { platformShelf, schoolShelf } from '#tenants/backups/shelf.ts'
import { tidyShelf } from '#tenants/backups/tidy-shelf.ts'
import { sweepFolders } from '#tenants/backups/work-folder.ts'
import { schools as schoolTable } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { isGone, newHolder, retire } from './holder.ts'

const LEASE = 'backups'
/** Longer than one school takes; renewed before each. */
const LEASE_MS = 30 * 60_000
const EVERY_MS = 3_600_000
/** Between two rounds that find nothing to do. */
const LOOK_MS = 5 * 60_000
/** Not while the process is starting. */
const FIRST_MS = 2 * 60_000
/** How long the backups of a deleted school stay. */
export const AFTER_DELETION_MS = 30 * 86_400_000
/** A school that rests grows no new backups, and its old ones are thinned all the same. */
const TIDY_MS = 86_400_000
const LEFT_BEHIND_MS = 86_400_000

/**
 * Backs up every school that has changed since its last backup, at most once an hour and one at a time, in one process of a data folder.
 * When the last one was is read from storage: a restart skips nobody.
 */
export class Backups {
  readonly #schools: Schools
  readonly #holder = newHolder()
  readonly #rounds = new Map<string, Round>()
  #timer: NodeJS.Timeout | undefined
  #round: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(schools: Schools) {
    this.#schools = schools
  }

  start(firstMs = FIRST_MS): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#run().finally(() => {
        if (!this.#stopped) this.start(LOOK_MS)
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

  async #run(): Promise<void> {
    try {
      await backUpChanged(this.#schools, {
        rounds: this.#rounds,
        goOn: async () => !this.#stopped && (await this.#schools.registry.holdLease(LEASE, this.#holder, Date.now(), LEASE_MS, isGone)),
      })
    } catch (error) {
      this.#schools.log.error({ err: error }, 'the round of backups failed; the next one goes on')
    }
  }
}

/** What is known of one file from the rounds before: spares the storage questions. */
export interface Round {
  lastAt?: number | undefined
  failedAt?: number
  tidiedAt?: number
}

export interface BackupRound {
  /** Ids, `platform` among them. */
  readonly made: readonly string[]
  readonly failed: readonly string[]
}

/**
 * One round. `goOn` is asked before each file; what cannot be backed up is named, and holds up no other. `rounds` is what earlier ones have learned.
 */
export async function backUpChanged(
  schools: Schools,
  { clock = Date.now, rounds = new Map<string, Round>(), goOn = async (): Promise<boolean> => true } = {},
): Promise<BackupRound> {
  const { env, storage, registry } = schools
  const made: string[] = []
  const failed: string[] = []
  const each = [
    { shelf: platformShelf(env, storage), file: registry.file, make: () => backUpPlatform(schools, clock) },
    ...registry
      .list()
      // What is in quarantine cannot be backed up, and has been told of.
      .filter(({ quarantinedAt }) => quarantinedAt === null)
      .map(({ id }) => ({
        shelf: schoolShelf(env, storage, id),
        file: schools.pool.path(id),
        make: () => backUpSchool(schools, id, clock),
      })),
  ]
  for (const { shelf, file, make } of each) {
    if (!(await goOn())) return { made, failed }
    const known = rounds.get(shelf.of) ?? {}
    rounds.set(shelf.of, known)
    const now = clock()
    try {
      known.lastAt ??= (await listBackups(shelf)).at(-1)?.at
      if (isDue(file, known, now)) {
        known.lastAt = (await make()).at
        made.push(shelf.of)
      } else if (now - (known.tidiedAt ?? 0) < TIDY_MS) continue
      known.tidiedAt = now
      await tidyShelf(shelf, now)
    } catch (error) {
      known.failedAt = now
      failed.push(shelf.of)
      schools.log.error({ tenant: shelf.of, err: error }, 'could not be backed up')
    }
  }
  await clearDeleted(schools, clock())
  await sweepKept(env, clock())
  await sweepFolders(platformShelf(env, storage).workDir, LEFT_BEHIND_MS, clock())
  return { made, failed }
}

function isDue(file: string, { lastAt, failedAt }: Round, now: number): boolean {
  if (failedAt !== undefined && failedAt <= now && now - failedAt < EVERY_MS) return false
  // One of the future was made by a clock that was wrong.
  return lastAt === undefined || lastAt > now || (now - lastAt >= EVERY_MS && lastChange(file) > lastAt)
}

/** Milliseconds UTC. */
export const lastChange = (file: string): number => Math.max(modified(file), modified(`${file}-wal`))

/** A log that is empty says only that somebody has opened the file. */
function modified(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.size ? found.mtimeMs : 0
}

/** Who deletes a school by mistake has a month to say so; after it nothing of its people may be left. */
async function clearDeleted({ registry, env, storage, log }: Schools, now: number): Promise<void> {
  const deleted = registry.read((db) => db.select().from(schoolTable).where(isNotNull(schoolTable.deletedAt)).all())
  for (const { id, deletedAt } of deleted) {
    if (now - (deletedAt ?? now) < AFTER_DELETION_MS) continue
    const gone = await schoolShelf(env, storage, id).objects.deletePrefix('')
    if (gone) log.info({ tenant: id, objects: gone }, 'backups of a deleted school removed')
  }
}
