import { existsSync } from 'node:fs'
import { max, sql } from 'drizzle-orm'
import type { RootStorage } from '#integrations/storage/storage.ts'
import type { Env } from '#lib/env.ts'
import { isBroken, isMissing, openDatabase } from '#tenants/database/connection.ts'
import { registryFile } from '#tenants/database/folders.ts'
import { unshared } from '#tenants/database/handle.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { migrate, migrationsOf } from '#tenants/database/migrations.ts'
import { LockNotHad, replaceFile } from '#tenants/database/replace-file.ts'
import { dirty, leases, registryVersion, schools, sessions } from '#tenants/registry/schema.ts'
import { BackupNewer, RestoreHeldUp } from './failures.ts'
import { fetchBackup } from './fetch-backup.ts'
import { keptPath } from './kept-files.ts'
import { findBackup, type Wanted } from './list-backups.ts'
import type { Manifest } from './manifest.ts'
import { platformShelf } from './shelf.ts'
import { inFolder } from './work-folder.ts'

export interface PlatformRestored {
  readonly manifest: Manifest
  /** Null when there was no file to keep. */
  readonly kept: string | null
}

/**
 * Takes platform.db back to a backup, in place as a school's file. It is not opened as the registry, so it may be damaged or gone.
 * Who signed up since is nobody, and schools made since are files without a row, which the doctor names.
 * @throws BackupUnknown, BackupRefused, BackupNewer, RestoreHeldUp
 */
export async function restorePlatform(env: Env, storage: RootStorage, wanted: Wanted, now = Date.now()): Promise<PlatformRestored> {
  const shelf = platformShelf(env, storage)
  const entry = await findBackup(shelf, wanted)
  return inFolder(shelf, async (folder) => {
    const { manifest, file: by } = await fetchBackup(shelf, entry, folder)
    if (manifest.schema > migrationsOf(shelf.kind).length) throw new BackupNewer()
    const file = registryFile(env)
    await goOnFrom(by, inUse(file))
    const kept = keptPath(env, 'platform', now)
    try {
      await replaceFile({ file, by, kept, underLock() {} })
    } catch (error) {
      throw error instanceof LockNotHad ? new RestoreHeldUp() : error
    }
    return { manifest, kept: existsSync(kept) ? kept : null }
  })
}

interface InUse {
  readonly version: number
  /** Who holds them goes on holding them. */
  readonly leases: readonly (typeof leases.$inferSelect)[]
}

/** Undefined when the file cannot be read, or is no registry. */
function inUse(file: string): InUse | undefined {
  try {
    return lookInto(file, (db) =>
      db.get(sql`SELECT 1 FROM sqlite_schema WHERE name = 'registry_version'`)
        ? {
            version:
              db
                .select({ n: max(registryVersion.version) })
                .from(registryVersion)
                .get()?.n ?? 0,
            leases: db.select().from(leases).all(),
          }
        : undefined,
    )
  } catch (error) {
    if (isBroken(error) || isMissing(error)) return undefined
    throw error
  }
}

/** Above what is given out until the file is replaced; where nothing is known, above all that may have been. */
const SOON = 100_000
const UNKNOWN = 1_000_000_000

/** No version of the registry comes twice, and every school is looked at for jobs: what was marked is not known any more. */
async function goOnFrom(file: string, now: InUse | undefined): Promise<void> {
  const db = openDatabase(file)
  try {
    migrate(db, 'platform')
    await unshared('platform.db to restore', db).transact((tx) => {
      const own = tx.select().from(registryVersion).get()?.version ?? 0
      tx.delete(leases).run()
      // Sessions ended since would be open again: everybody on the staff signs in anew.
      tx.delete(sessions).run()
      if (now?.leases.length)
        tx.insert(leases)
          .values([...now.leases])
          .run()
      tx.delete(dirty).run()
      for (const { id } of tx.select({ id: schools.id }).from(schools).all())
        tx.insert(dirty).values({ schoolId: id, mark: 1, wakeAt: 0 }).run()
      tx.update(registryVersion)
        .set({ version: now ? Math.max(own, now.version) + SOON : own + UNKNOWN })
        .run()
    })
  } finally {
    db.$client.close()
  }
}
