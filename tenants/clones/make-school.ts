import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { syncFolder } from '#integrations/storage/durable.ts'
import { isTaken } from '#tenants/database/connection.ts'
import { beginMaking, endMaking, giveUpMaking, keepMaking } from '#tenants/registry/making.ts'
import { type Registration, registerSchool } from '#tenants/registry/register-school.ts'
import { dirty } from '#tenants/registry/schema.ts'
import { SlugRefused } from '#tenants/registry/slugs.ts'
import type { Schools } from '#tenants/schools.ts'

const KEEP_MS = 600_000

/**
 * Makes a school of a file that is ready for it, and of its media: those first, then the file, then its row. Killed at any moment there
 * is no school or a whole one; what is there of it then is cleared by `clearUnmade`.
 * @throws SlugRefused when somebody else took the address meanwhile
 */
export async function makeSchool<T>(
  all: Schools,
  school: Registration,
  file: string,
  bringMedia: (goOn: () => Promise<void>) => Promise<T>,
  now: number,
): Promise<T> {
  const making = await beginMaking(all.registry, school.id)
  // One lecture can take as long as the lease; a lease that is lost is heard of at the next step.
  const keeping = setInterval(
    () => keepMaking(all.registry, making).catch((error: unknown) => all.log.warn({ err: error }, 'making')),
    KEEP_MS,
  )
  try {
    const brought = await bringMedia(() => keepMaking(all.registry, making))
    await placeFile(file, all.pool.path(school.id))
    await all.registry.transact((tx) => {
      endMaking(tx, making)
      registerSchool(tx, school, now)
      // Whoever dispatches looks for its jobs from its first moment on.
      tx.insert(dirty).values({ schoolId: school.id, mark: 1, wakeAt: 0 }).run()
    })
    return brought
  } catch (error) {
    await giveUpMaking(all, making).catch((cause: unknown) =>
      all.log.warn(
        { tenant: school.id, err: cause },
        'what there is of a school that was not made could not be cleared; a later start does',
      ),
    )
    throw isTaken(error, 'slug') ? new SlugRefused('taken') : error
  } finally {
    clearInterval(keeping)
  }
}

/** By SQLite itself, as everything else that is written there (see replaceFile). */
async function placeFile(file: string, place: string): Promise<void> {
  if (existsSync(place)) throw new Error(`there is a file at ${place}`)
  const source = new Database(file, { readonly: true, fileMustExist: true })
  try {
    await source.backup(place)
  } finally {
    source.close()
  }
  await syncFolder(dirname(place))
}
