import { eq, max, ne, sql } from 'drizzle-orm'
import { isBroken, isMissing, openDatabase } from '#tenants/database/connection.ts'
import { unshared, type Writing } from '#tenants/database/handle.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { migrationsOf } from '#tenants/database/migrations.ts'
import { record } from '#tenants/events/record.ts'
import { events } from '#tenants/events/schema.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { erasedFrom, eraseStudent } from '#tenants/people/erase.ts'
import { contentVersion } from '#tenants/site/schema.ts'
import type { Manifest } from './manifest.ts'

/** What was given out while the school ran, and may mean nothing else afterwards: numbers that others hold. */
export interface GivenOut {
  readonly contentVersion: number
  readonly lastEvent: number
  /** The highest attempt of each job. */
  readonly attempts: ReadonlyMap<string, number>
  /** Who was erased: nobody brings them back. */
  readonly erased: readonly string[]
}

/** Of the file in use; undefined when it cannot be read, or is no school's. */
export function givenOut(file: string): GivenOut | undefined {
  try {
    return lookInto(file, (db, lacks) => {
      if (lacks === migrationsOf('tenant').length) return undefined
      return {
        contentVersion:
          db
            .select({ n: max(contentVersion.version) })
            .from(contentVersion)
            .get()?.n ?? 0,
        lastEvent:
          db
            .select({ n: max(events.seq) })
            .from(events)
            .get()?.n ?? 0,
        attempts: new Map(
          db
            .select({ id: jobs.id, attempt: jobs.attempt })
            .from(jobs)
            .all()
            .map((job) => [job.id, job.attempt]),
        ),
        erased: erasedFrom(db),
      }
    })
  } catch (error) {
    if (isBroken(error) || isMissing(error)) return undefined
    throw error
  }
}

/** Above what may still be given out until the file is replaced, and, where nothing is known, above what may have been. */
const SOON = 100_000
const UNKNOWN = 1_000_000

/**
 * Makes an old file fit to go on from: no number it gives out from now on was given out before with another meaning. Pages
 * prepared of the later state are never taken for its own, no attempt under way settles into it, and no event's number comes twice.
 * What ran when the backup was made is lost, and waits again. Who was erased since is erased here too.
 * @param erasedAsStored who was erased, where the file in use cannot say it any more
 */
export async function continueFrom(
  file: string,
  before: GivenOut | undefined,
  backup: Manifest,
  now: number,
  erasedAsStored: readonly string[] = [],
): Promise<void> {
  const db = openDatabase(file)
  try {
    await unshared('the file to restore', db).transact((tx) => {
      const own = tx.select().from(contentVersion).get()?.version ?? 0
      const version = before ? Math.max(own, before.contentVersion) + SOON : own + UNKNOWN
      tx.update(contentVersion).set({ version }).run()
      loseJobs(tx, before, now)
      tx.run(sql`UPDATE sqlite_sequence SET seq = max(seq, ${before ? before.lastEvent + SOON : 0}) WHERE name = 'events'`)
      for (const id of new Set([...(before?.erased ?? []), ...erasedAsStored])) eraseStudent(tx, id, now)
      record(tx, { type: 'school.restored', actor: 'operator', subject: backup.of, data: { backup: backup.name, from: backup.at } }, now)
    })
  } finally {
    // The last one to close carries the log over.
    db.$client.close()
  }
}

function loseJobs(tx: Writing, before: GivenOut | undefined, now: number): void {
  for (const job of tx.select().from(jobs).where(ne(jobs.state, 'done')).all()) {
    const attempt = before ? Math.max(job.attempt, before.attempts.get(job.id) ?? 0) + SOON : job.attempt + UNKNOWN
    const lost =
      job.state === 'running' ? { state: 'waiting' as const, losses: job.losses + 1, runAt: now, heardAt: null, progress: 0 } : {}
    tx.update(jobs)
      .set({ attempt, ...lost })
      .where(eq(jobs.id, job.id))
      .run()
  }
}
