import { and, isNull, or, sql } from 'drizzle-orm'
import { prefixed } from '#integrations/storage/prefixed.ts'
import { ObjectMissing, type Storage } from '#integrations/storage/storage.ts'
import { inParallel } from '#lib/in-parallel.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { assets } from '#tenants/media/schema.ts'
import { avatarKeys } from '#tenants/people/avatar-keys.ts'

/** Copies under way at the same time: a video is thousands of small segments. */
const AT_ONCE = 8

export interface Brought {
  readonly objects: number
  readonly bytes: number
  /** Named by the file and not in storage, as after the restore of something old. */
  readonly missing: number
}

export interface NamedObjects {
  readonly keys: readonly string[]
  readonly prefixes: readonly string[]
}

/** What a school's file names in storage: each file as uploaded, everything below what was made of it, and the faces of students. */
export function namedObjects(db: Reading): NamedObjects {
  const rows = db
    .select({ source: assets.sourceKey, output: assets.outputPrefix })
    .from(assets)
    .where(and(isNull(assets.deletedAt), or(sql`${assets.sourceKey} IS NOT NULL`, sql`${assets.outputPrefix} IS NOT NULL`)))
    .all()
  return {
    keys: [...rows.flatMap(({ source }) => source ?? []), ...avatarKeys(db)],
    prefixes: rows.flatMap(({ output }) => output ?? []),
  }
}

/** Copies what a file names from one place of the storage to another, inside the storage. `goOn` is called before each few objects, and after the last. */
export const bringMedia = (
  storage: Storage,
  named: NamedObjects,
  places: { readonly from: string; readonly to: string },
  goOn: () => Promise<void>,
): Promise<Brought> =>
  bringEach(
    keysOf(prefixed(storage, places.from), named),
    async (key) => (await storage.copy(places.from + key, places.to + key)).size,
    goOn,
  )

/** Brings objects a few at a time; `bring` answers how many bytes one has. */
export async function bringEach(
  keys: AsyncIterable<string | undefined>,
  bring: (key: string) => Promise<number>,
  goOn: () => Promise<void>,
): Promise<Brought> {
  let [objects, bytes, missing] = [0, 0, 0]
  const bringOne = async (key: string) => {
    try {
      const size = await bring(key)
      bytes += size
      objects++
    } catch (error) {
      if (!(error instanceof ObjectMissing)) throw error
      missing++
    }
  }
  async function* here() {
    let nth = 0
    for await (const key of keys) {
      if (key === undefined) missing++
      else {
        if (nth++ % AT_ONCE === 0) await goOn()
        yield key
      }
    }
  }
  await inParallel(AT_ONCE, here(), bringOne)
  await goOn()
  return { objects, bytes, missing }
}

/**
 * The keys of what a file names; undefined for a prefix below which there is nothing. What else lies there, attempts and parts of
 * uploads, is not among them.
 */
export async function* keysOf(files: Storage, { keys, prefixes }: NamedObjects): AsyncIterable<string | undefined> {
  yield* keys
  for (const prefix of prefixes) {
    let found = 0
    for await (const { key } of files.list(prefix)) {
      found++
      yield key
    }
    if (!found) yield undefined
  }
}
