import { existsSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { prefixed } from '#integrations/storage/prefixed.ts'
import { isBroken, isMissing } from '#tenants/database/connection.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { LockNotHad, replaceFile } from '#tenants/database/replace-file.ts'
import { erasedAsStored } from '#tenants/people/erase.ts'
import { type School, schools } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import { bringUp } from './bring-up.ts'
import { bySubject, type Difference } from './differences.ts'
import { BackupRefused, RestoreHeldUp } from './failures.ts'
import { fetchBackup } from './fetch-backup.ts'
import { inChild } from './in-child.ts'
import { keptPath } from './kept-files.ts'
import { continueFrom, givenOut } from './line.ts'
import { findBackup, type Wanted } from './list-backups.ts'
import type { Manifest } from './manifest.ts'
import { schoolShelf } from './shelf.ts'
import { inFolder } from './work-folder.ts'

export interface Restored {
  readonly done: boolean
  readonly manifest: Manifest
  /** What going back changes; null when the file in use cannot be read. */
  readonly differences: readonly Difference[] | null
  /** Where the file that was in use is kept; null when nothing was done, or there was none. */
  readonly kept: string | null
}

/**
 * Takes a school back to a backup, beside running servers: fetched and proved, brought up to this schema and compared first, then put
 * in the place of the file in use, which is kept. With `dryRun` nothing is put anywhere.
 * Objects in storage stay as they are: what is newer than the backup is no longer referred to, and is there should it be undone.
 * Once there are payments, what they say is taken over from the file in use in `continueFrom`: those are never taken back.
 * @throws SchoolUnknown, BackupUnknown, BackupRefused, BackupNewer, RestoreHeldUp
 */
export async function restoreSchool(
  all: Schools,
  schoolId: string,
  wanted: Wanted,
  { dryRun = false, now = Date.now() } = {},
): Promise<Restored> {
  const school = all.registry.byId(schoolId)
  if (!school) throw new SchoolUnknown()
  const shelf = schoolShelf(all.env, all.storage, schoolId)
  const entry = await findBackup(shelf, wanted)
  return inFolder(shelf, async (folder) => {
    const { manifest, file: by } = await fetchBackup(shelf, entry, folder)
    await bringUp(by, manifest)
    const file = all.pool.path(schoolId)
    const differences = await compare(file, by)
    if (dryRun) return { done: false, manifest, differences, kept: null }
    await continueFrom(by, givenOut(file), manifest, now, await erasedAsStored(prefixed(all.storage, `schools/${schoolId}/`)))
    const kept = keptPath(all.env, schoolId, now)
    await put(all, school, { file, by, kept })
    return { done: true, manifest, differences, kept: existsSync(kept) ? kept : null }
  })
}

async function put(all: Schools, school: School, paths: { file: string; by: string; kept: string }): Promise<void> {
  const { name } = lookInto(paths.by, schoolProfile)
  all.pool.evict(school.id)
  try {
    // As before any commit with jobs in it, and under the same lock: whoever dispatches looks, and cannot have looked too early.
    const how = await replaceFile({ ...paths, underLock: () => all.registry.markDirty(school.id, 0) })
    all.log.info({ tenant: school.id, kept: paths.kept, how }, 'school restored')
  } catch (error) {
    throw error instanceof LockNotHad ? new RestoreHeldUp() : error
  }
  if (school.quarantinedAt !== null) all.registry.endQuarantine(school.id)
  // Also moves the registry's version, which every prepared page and every open file of other processes hangs on.
  await all.registry.transact((tx) => tx.update(schools).set({ name }).where(eq(schools.id, school.id)).run().changes)
  all.forget(school.id)
}

async function compare(now: string, past: string): Promise<readonly Difference[] | null> {
  try {
    lookInto(now, () => undefined)
    return bySubject((await inChild('compare', { now, past })).tables)
  } catch (error) {
    if (isBroken(error) || isMissing(error) || (error instanceof BackupRefused && error.flaw === 'damaged')) return null
    throw error
  }
}
