import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { diskStorage } from '#integrations/storage/disk.ts'
import { bringUp } from '#tenants/backups/bring-up.ts'
import { BackupNewer, BackupRefused } from '#tenants/backups/failures.ts'
import { unpackBackup } from '#tenants/backups/fetch-backup.ts'
import { schoolShelf } from '#tenants/backups/shelf.ts'
import { inFolder } from '#tenants/backups/work-folder.ts'
import { arrive } from '#tenants/clones/begin-anew.ts'
import { type Brought, bringEach } from '#tenants/clones/bring-media.ts'
import { makeSchool } from '#tenants/clones/make-school.ts'
import { isMissing } from '#tenants/database/connection.ts'
import { foreignParts } from '#tenants/database/same-schema.ts'
import { BeingMade, beingMade, MadeAlready } from '#tenants/registry/making.ts'
import { checkNewSchool } from '#tenants/registry/register-school.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import { schools } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { ExportManifest, ExportRefused, MANIFEST, type MovedObject, OBJECTS, SCHOOL } from './export.ts'
import { hashed } from './hashed.ts'

export interface Imported extends Brought {
  readonly tenant: Tenant
}

/**
 * Makes the school of an export here. It keeps its id, so codes on paper go on working; its staff are people of the other installation,
 * so somebody of this one owns it. Nothing of the folder is used before its checksum is proved, object by object.
 * @throws ExportRefused, MadeAlready, BeingMade, SlugRefused, TooManySchools, BackupRefused, BackupNewer
 */
export async function importSchool(
  all: Schools,
  from: string,
  wanted: { readonly slug?: string | undefined; readonly ownerId: string },
  now = Date.now(),
): Promise<Imported> {
  const { backup, plan, objects } = await readExport(from)
  const { of: id, slug: itsOwn, title: name } = backup
  const slug = wanted.slug ?? itsOwn
  if (beingMade(all.registry).includes(id)) throw new BeingMade()
  if (isKnown(all.registry, id) || all.pool.files().includes(id)) throw new MadeAlready()
  checkNewSchool(all.registry, slug, wanted.ownerId)
  const brought = await inFolder(schoolShelf(all.env, all.storage, id), async (folder) => {
    const [packed, file] = [join(from, SCHOOL), join(folder, 'file')]
    if ((await stat(packed)).size !== backup.packedBytes) throw new BackupRefused('size')
    await unpackBackup(backup, packed, file)
    refuseForeign(file)
    await bringUp(file, backup)
    await arrive(file, id, { backup: backup.name, from: backup.at }, now)
    return makeSchool(all, { id, slug, name, plan, ownerId: wanted.ownerId }, file, bringObjects(all, id, from, objects), now)
  })
  const tenant = all.openById(id)
  tenant.log.info({ backup: backup.name, ...brought }, 'school imported')
  return { tenant, ...brought }
}

/** Whoever packed it is not known here. @throws ExportRefused, BackupNewer */
function refuseForeign(file: string): void {
  const foreign = foreignParts(file)
  if (!foreign) throw new BackupNewer()
  if (foreign.length) throw new ExportRefused('foreign_schema')
}

async function readExport(from: string): Promise<ExportManifest> {
  try {
    const parsed = ExportManifest.safeParse(JSON.parse(await readFile(join(from, MANIFEST), 'utf8')))
    if (parsed.success) return parsed.data
  } catch (error) {
    if (!isMissing(error) && !(error instanceof SyntaxError)) throw error
  }
  throw new ExportRefused('not_whole')
}

/** Also one that was deleted: its row is still there, and its id is never given out again. */
const isKnown = (registry: Registry, id: string): boolean =>
  registry.read((db) => db.select({ id: schools.id }).from(schools).where(eq(schools.id, id)).get()) !== undefined

function bringObjects(all: Schools, id: string, from: string, objects: readonly MovedObject[]) {
  const source = diskStorage(from)
  const { files } = all.handleFor({ id, slug: 'unmade' })
  const sums = new Map(objects.map((one) => [one.key, one]))
  const bring = async (key: string) => {
    const { body, sum } = hashed((await source.get(OBJECTS + key)).body)
    await files.put(key, body)
    const { size, sha256 } = sum()
    if (sums.get(key)?.sha256 !== sha256) throw new BackupRefused('checksum')
    return size
  }
  return async (goOn: () => Promise<void>): Promise<Brought> => {
    const brought = await bringEach(each(sums.keys()), bring, goOn)
    // What the export says it holds is there, or it is not that export.
    if (brought.missing) throw new ExportRefused('not_whole')
    return brought
  }
}

async function* each(keys: Iterable<string>): AsyncIterable<string> {
  yield* keys
}
