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
const LEFT_BEHIND_MS = 86_400_000

/**
 * Backs up every school that has changed since its last backup, at most once an hour and one at a time, in one process of a data folder.
 * When the last one was is read from storage: a restart skips nobody.
 */
export class Backups {
  readonly #schools: Schools
  readonly #holder = newHolder()
  readonly #lastAt = new Map<string, number>()
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
        lastAt: this.#lastAt,
        goOn: async () => !this.#stopped && (await this.#schools.registry.holdLease(LEASE, this.#holder, Date.now(), LEASE_MS, isGone)),
      })
    } catch (error) {
      this.#schools.log.error({ err: error }, 'the round of backups failed; the next one goes on')
    }
  }
}

export interface BackupRound {
  /** Ids, `platform` among them. */
  readonly made: readonly string[]
  readonly failed: readonly string[]
}

/**
 * One round. `goOn` is asked before each file; what cannot be backed up is named, and holds up no other. `lastAt` spares the storage
 * a question a school and round.
 */
export async function backUpChanged(
  schools: Schools,
  { now = Date.now(), lastAt = new Map<string, number>(), goOn = async (): Promise<boolean> => true } = {},
): Promise<BackupRound> {
  const { env, storage, registry } = schools
  const made: string[] = []
  const failed: string[] = []
  const each = [
    { shelf: platformShelf(env, storage), file: registry.file, make: () => backUpPlatform(schools, now) },
    ...registry.list().map(({ id }) => ({
      shelf: schoolShelf(env, storage, id),
      file: schools.pool.path(id),
      make: () => backUpSchool(schools, id, now),
    })),
  ]
  for (const { shelf, file, make } of each) {
    if (!(await goOn())) return { made, failed }
    try {
      const last = lastAt.get(shelf.of) ?? (await listBackups(shelf)).at(-1)?.at
      if (last !== undefined) lastAt.set(shelf.of, last)
      if (!isDue(file, last, now)) continue
      lastAt.set(shelf.of, (await make()).at)
      made.push(shelf.of)
      await tidyShelf(shelf, now)
    } catch (error) {
      failed.push(shelf.of)
      schools.log.error({ tenant: shelf.of, err: error }, 'could not be backed up')
    }
  }
  await clearDeleted(schools, now)
  await sweepKept(env, now)
  await sweepFolders(platformShelf(env, storage).workDir, LEFT_BEHIND_MS, now)
  return { made, failed }
}

function isDue(file: string, last: number | undefined, now: number): boolean {
  const changedAt = Math.max(modified(file), modified(`${file}-wal`))
  return last === undefined || (now - last >= EVERY_MS && changedAt > last)
}

const modified = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Who deletes a school by mistake has a month to say so; after it nothing of its people may be left. */
async function clearDeleted({ registry, env, storage, log }: Schools, now: number): Promise<void> {
  const deleted = registry.read((db) => db.select().from(schoolTable).where(isNotNull(schoolTable.deletedAt)).all())
  for (const { id, deletedAt } of deleted) {
    if (now - (deletedAt ?? now) < AFTER_DELETION_MS) continue
    const gone = await schoolShelf(env, storage, id).objects.deletePrefix('')
    if (gone) log.info({ tenant: id, objects: gone }, 'backups of a deleted school removed')
  }
}
