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
import { Rounds } from './rounds.ts'

/** Between two backups of one school. */
const EVERY_MS = 3_600_000
/** How long the backups of a deleted school stay. */
export const AFTER_DELETION_MS = 30 * 86_400_000
/** A school that rests grows no new backups, and its old ones are thinned all the same. */
const TIDY_MS = 86_400_000
const LEFT_BEHIND_MS = 86_400_000

/**
 * Backs up every school that has changed since its last backup, at most once an hour and one at a time.
 * When the last one was is read from storage: a restart skips nobody.
 */
export function backups(schools: Schools): Rounds {
  const known = new Known()
  return new Rounds(schools, {
    lease: 'backups',
    leaseMs: 30 * 60_000,
    firstMs: 2 * 60_000,
    everyMs: 5 * 60_000,
    round: (turn) => backUpChanged(schools, { known, ...turn }),
  })
}

/** What the rounds before have learned: spares the storage questions. */
export class Known {
  readonly files = new Map<string, Round>()
  /** Deleted schools that have no backups any more. */
  readonly cleared = new Set<string>()
}

interface Round {
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
 * One round. `goOn` is asked before each file; what cannot be backed up is named, and holds up no other.
 */
export async function backUpChanged(
  schools: Schools,
  { clock = Date.now, known = new Known(), goOn = async (): Promise<boolean> => true, signal = undefined as AbortSignal | undefined } = {},
): Promise<BackupRound> {
  const { env, storage, registry } = schools
  const made: string[] = []
  const failed: string[] = []
  const each = [
    { shelf: platformShelf(env, storage), file: registry.file, make: () => backUpPlatform(schools, { clock, signal }) },
    ...registry
      .list()
      // What is in quarantine cannot be backed up, and has been told of.
      .filter(({ quarantinedAt }) => quarantinedAt === null)
      .map(({ id }) => ({
        shelf: schoolShelf(env, storage, id),
        file: schools.pool.path(id),
        make: () => backUpSchool(schools, id, { clock, signal }),
      })),
  ]
  for (const { shelf, file, make } of each) {
    if (!(await goOn())) return { made, failed }
    const of = known.files.get(shelf.of) ?? {}
    known.files.set(shelf.of, of)
    const now = clock()
    try {
      of.lastAt ??= (await listBackups(shelf)).at(-1)?.at
      if (isDue(file, of, now)) {
        of.lastAt = (await make()).at
        made.push(shelf.of)
      } else if (now - (of.tidiedAt ?? 0) < TIDY_MS) continue
      of.tidiedAt = now
      await tidyShelf(shelf, now)
    } catch (error) {
      if (signal?.aborted) break
      of.failedAt = now
      failed.push(shelf.of)
      schools.log.error({ tenant: shelf.of, err: error }, 'could not be backed up')
    }
  }
  if (signal?.aborted) return { made, failed }
  await clearDeleted(schools, known.cleared, clock())
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
async function clearDeleted({ registry, env, storage, log }: Schools, cleared: Set<string>, now: number): Promise<void> {
  const deleted = registry.read((db) => db.select().from(schoolTable).where(isNotNull(schoolTable.deletedAt)).all())
  for (const { id, deletedAt } of deleted) {
    if (cleared.has(id) || now - (deletedAt ?? now) < AFTER_DELETION_MS) continue
    const gone = await schoolShelf(env, storage, id).objects.deletePrefix('')
    cleared.add(id)
    if (gone) log.info({ tenant: id, objects: gone }, 'backups of a deleted school removed')
  }
}
