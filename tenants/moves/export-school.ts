import { createReadStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { diskStorage } from '#integrations/storage/disk.ts'
import { backUpSchool } from '#tenants/backups/back-up.ts'
import { fetchBackup } from '#tenants/backups/fetch-backup.ts'
import { schoolShelf } from '#tenants/backups/shelf.ts'
import { inFolder } from '#tenants/backups/work-folder.ts'
import { type Brought, bringEach, keysOf, namedObjects } from '#tenants/clones/bring-media.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import type { Schools } from '#tenants/schools.ts'
import { ExportRefused, MANIFEST, type MovedObject, OBJECTS, SCHOOL } from './export.ts'
import { hashed } from './hashed.ts'

/**
 * Writes a school into an empty folder, to be made anew in another installation: a fresh backup, what its file names in storage, and
 * last a manifest with the checksums of all. Nothing here changes.
 * @throws SchoolUnknown, ExportRefused, and what backUpSchool and fetchBackup throw
 */
export async function exportSchool(all: Schools, schoolId: string, into: string, now = Date.now()): Promise<Brought> {
  const school = all.registry.byId(schoolId)
  if (!school) throw new SchoolUnknown()
  await mkdir(into, { recursive: true })
  if ((await readdir(into)).length) throw new ExportRefused('folder_taken')
  const { name } = await backUpSchool(all, schoolId, { clock: () => now })
  const shelf = schoolShelf(all.env, all.storage, schoolId)
  return inFolder(shelf, async (folder) => {
    const { manifest: backup, file, packed } = await fetchBackup(shelf, { name }, folder)
    const { files } = all.handleFor(school)
    const target = diskStorage(into)
    await target.put(SCHOOL, createReadStream(packed))
    const objects: MovedObject[] = []
    const bring = async (key: string) => {
      const { body, sum } = hashed((await files.get(key)).body)
      await target.put(OBJECTS + key, body)
      const moved = { key, ...sum() }
      objects.push(moved)
      return moved.size
    }
    const brought = await bringEach(keysOf(files, lookInto(file, namedObjects)), bring, async () => {})
    const manifest = { format: 1, backup, plan: school.plan, objects }
    await target.put(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`))
    return brought
  })
}
