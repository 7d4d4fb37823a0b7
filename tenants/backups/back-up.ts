import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Storage } from '#integrations/storage/storage.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import type { Schools } from '#tenants/schools.ts'
import { inChild } from './in-child.ts'
import { type Manifest, manifestKey, newName, packedKey, signed } from './manifest.ts'
import { platformShelf, type Shelf, schoolShelf } from './shelf.ts'
import type { Answers } from './tasks.ts'
import { inFolder } from './work-folder.ts'

export interface How {
  readonly clock?: () => number
  /** Ends it in the middle: what is not described by a manifest yet is no backup. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Backs a school's file up while it is in use: copied and packed, checked and stored, and described by a manifest at the very end.
 * @throws BackupRefused when what is in the file now is damaged; the backups before it stay as they are
 */
export async function backUpSchool(all: Schools, schoolId: string, how: How = {}): Promise<Manifest> {
  const school = all.registry.byId(schoolId)
  if (!school) throw new SchoolUnknown()
  const tenant = all.handleFor(school)
  const about = { slug: school.slug, title: school.name, objects: await countObjects(tenant.files) }
  const made = await backUp(schoolShelf(all.env, all.storage, schoolId), all.pool.path(schoolId), about, how)
  tenant.log.info({ backup: made.name, bytes: made.bytes, packedBytes: made.packedBytes }, 'school backed up')
  return made
}

export async function backUpPlatform(all: Schools, how: How = {}): Promise<Manifest> {
  const about = { slug: 'platform', title: 'platform.db', objects: 0 }
  const made = await backUp(platformShelf(all.env, all.storage), all.registry.file, about, how)
  all.log.info({ backup: made.name, bytes: made.bytes, packedBytes: made.packedBytes }, 'platform.db backed up')
  return made
}

type About = Pick<Manifest, 'slug' | 'title' | 'objects'>

function backUp(shelf: Shelf, file: string, about: About, { clock = Date.now, signal }: How): Promise<Manifest> {
  return inFolder(shelf, async (folder) => {
    const [copy, packed] = [join(folder, 'copy'), join(folder, 'packed')]
    // Right before the copy: all that was committed by then is in it, and nothing much later.
    const at = clock()
    const sums = await inChild('copy', { file, copy, packed }, signal)
    const name = newName(at)
    const found = await storeChecked(shelf, name, { copy, packed }, signal)
    const manifest: Manifest = { format: 1, name, of: shelf.of, at, ...about, ...found, ...sums }
    await shelf.objects.put(manifestKey(name), signed(shelf, manifest), 'application/json')
    return manifest
  })
}

/** Checked and stored at once: until the manifest is there, what is stored is no backup. */
async function storeChecked(
  shelf: Shelf,
  name: string,
  { copy, packed }: { copy: string; packed: string },
  signal: AbortSignal | undefined,
): Promise<Answers<'inspect'>> {
  const key = packedKey(name)
  const [found, stored] = await Promise.allSettled([
    inChild('inspect', { file: copy }, signal),
    shelf.objects.put(key, createReadStream(packed, { signal }), 'application/zstd'),
  ])
  if (stored.status === 'rejected') throw stored.reason
  if (found.status === 'fulfilled') return found.value
  await shelf.objects.delete(key)
  throw found.reason
}

async function countObjects(files: Storage): Promise<number> {
  let objects = 0
  for await (const _ of files.list('')) objects++
  return objects
}
