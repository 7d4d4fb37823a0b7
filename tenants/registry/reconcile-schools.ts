import { statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { isNotNull } from 'drizzle-orm'
import { events } from '#tenants/events/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { clearSchool } from './destroy-school.ts'
import { beingMade, clearUnmade } from './making.ts'
import { schools } from './schema.ts'

const NEWBORN_MS = 60_000
const MOST_WAITED_MS = 5_000
const ageOf = (file: string, now: number) => now - statSync(file).mtimeMs

/**
 * At start: finishes what a crash left half done. The registry says which schools are deleted, whatever of them is still there;
 * a file between its making and its registration is removed when it holds nothing but its birth.
 */
export async function reconcileSchools(all: Schools, now = Date.now()): Promise<void> {
  // It may have to ask others, who are slow: nobody else's school waits for that. It goes on by itself.
  await Promise.race([finishDestroying(all), pause(MOST_WAITED_MS, undefined, { ref: false })])
  await clearUnmade(all, now)
  const known = new Set(all.registry.read((db) => db.select({ id: schools.id }).from(schools).all()).map(({ id }) => id))
  for (const id of beingMade(all.registry)) known.add(id)
  for (const id of all.pool.files()) {
    // Another process may be making it at this moment.
    if (known.has(id) || ageOf(all.pool.path(id), now) < NEWBORN_MS) continue
    try {
      const tenant = all.handleFor({ id, slug: 'unknown' })
      const isNewborn = tenant.read((db) => db.select().from(events).limit(2).all().length < 2)
      if (isNewborn) all.pool.remove(id)
      all.log.warn({ tenant: id, removed: isNewborn }, 'a school file without a registry row')
    } catch (error) {
      all.log.error({ tenant: id, err: error }, 'a file without a registry row that cannot be read; left for an operator')
    }
  }
}

async function finishDestroying(all: Schools): Promise<void> {
  const deleted = all.registry.read((db) => db.select({ id: schools.id }).from(schools).where(isNotNull(schools.deletedAt)).all())
  const files = new Set(all.pool.files())
  for (const { id } of deleted) {
    try {
      if (files.has(id) || (await hasObjects(all, id))) await clearSchool(all, id)
      // Only what SQLite keeps beside the file may be left of it.
      else all.pool.remove(id)
    } catch (error) {
      // A storage that is away keeps no server from starting; the next start goes on.
      all.log.error({ tenant: id, err: error }, 'what is left of a deleted school could not be removed')
    }
  }
}

async function hasObjects(all: Schools, id: string): Promise<boolean> {
  for await (const _ of all.handleFor({ id, slug: 'gone' }).files.list('')) return true
  return false
}
