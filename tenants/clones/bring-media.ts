import { and, isNull, or, sql } from 'drizzle-orm'
import { ObjectMissing, type Storage } from '#integrations/storage/storage.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { assets } from '#tenants/media/schema.ts'

/** Copies under way at the same time: a video is thousands of small segments. */
const AT_ONCE = 8

export interface Brought {
  readonly objects: number
  readonly bytes: number
  /** Named by the file and not in storage, as after the restore of something old. */
  readonly missing: number
}

/** What a school's file names in storage: each file as uploaded, and everything below what was made of it. */
export function namedObjects(db: Reading): { keys: string[]; prefixes: string[] } {
  const rows = db
    .select({ source: assets.sourceKey, output: assets.outputPrefix })
    .from(assets)
    .where(and(isNull(assets.deletedAt), or(sql`${assets.sourceKey} IS NOT NULL`, sql`${assets.outputPrefix} IS NOT NULL`)))
    .all()
  return {
    keys: rows.flatMap(({ source }) => source ?? []),
    prefixes: rows.flatMap(({ output }) => output ?? []),
  }
}

/**
 * Copies what a file names from one place of the storage to another, inside the storage. What else lies there, attempts and parts of
 * uploads, stays behind. `goOn` is called before each few of them.
 */
export async function bringMedia(
  storage: Storage,
  named: ReturnType<typeof namedObjects>,
  places: { readonly from: string; readonly to: string },
  goOn: () => Promise<void>,
): Promise<Brought> {
  let [objects, bytes, missing] = [0, 0, 0]
  const bring = async (key: string) => {
    try {
      bytes += (await storage.copy(places.from + key, places.to + key)).size
      objects++
    } catch (error) {
      if (!(error instanceof ObjectMissing)) throw error
      missing++
    }
  }
  let batch: string[] = []
  for await (const key of each(storage, named, places.from)) {
    if (key === undefined) missing++
    else batch.push(key)
    if (batch.length < AT_ONCE) continue
    await goOn()
    await together(batch, bring)
    batch = []
  }
  await goOn()
  await together(batch, bring)
  return { objects, bytes, missing }
}

/** Ends when the last one has ended, also when one fails: who clears up afterwards must not be written after. */
async function together(keys: readonly string[], bring: (key: string) => Promise<void>): Promise<void> {
  const failed = (await Promise.allSettled(keys.map(bring))).find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

/** Undefined for a prefix below which there is nothing. */
async function* each(
  storage: Storage,
  { keys, prefixes }: ReturnType<typeof namedObjects>,
  from: string,
): AsyncIterable<string | undefined> {
  yield* keys
  for (const prefix of prefixes) {
    let found = 0
    for await (const { key } of storage.list(from + prefix)) {
      found++
      yield key.slice(from.length)
    }
    if (!found) yield undefined
  }
}
