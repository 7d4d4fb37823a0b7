import { listBackups } from '#tenants/backups/list-backups.ts'
import { platformShelf, schoolShelf } from '#tenants/backups/shelf.ts'
import type { Schools } from '#tenants/schools.ts'
import { lastChange } from '#workers/backups.ts'
import { date } from './output.ts'

/** A running server backs up what has changed once an hour; a round of many schools takes a while. */
const LATE_MS = 3 * 3_600_000
const NAMED = 5

/** How old the backups are. @throws Error naming what has changed hours ago and has not been backed up since */
export async function backupsInTime({ env, storage, registry, pool }: Schools, now = Date.now()): Promise<string> {
  const each = [
    { name: 'platform.db', file: registry.file, shelf: platformShelf(env, storage), since: 0 },
    ...registry
      .list()
      // Nothing can be backed up of these, and they are told of one by one.
      .filter(({ quarantinedAt }) => quarantinedAt === null)
      .map((one) => ({ name: one.slug, file: pool.path(one.id), shelf: schoolShelf(env, storage, one.id), since: one.createdAt })),
  ]
  const late: string[] = []
  let oldest = now
  for (const { name, file, shelf, since } of each) {
    const newest = (await listBackups(shelf)).at(-1)?.at
    const changed = lastChange(file)
    if (newest !== undefined && changed <= newest) continue
    // One that is being made has no backup, and the first is not due at once.
    const waiting = Math.max(newest ?? 0, since || changed)
    oldest = Math.min(oldest, waiting)
    if (now - waiting > LATE_MS) late.push(`${name} (${newest === undefined ? 'none yet' : `newest of ${date(newest)}`})`)
  }
  if (late.length) {
    const more = late.length > NAMED ? ` and ${late.length - NAMED} more` : ''
    throw new Error(
      `changed hours ago and not backed up since: ${late.slice(0, NAMED).join(', ')}${more}. A running server does it by itself; by hand: bin/lectern tenants backup --all`,
    )
  }
  return oldest === now
    ? 'everything that has changed is backed up'
    : `the longest that a change waits for its backup is since ${date(oldest)}`
}
