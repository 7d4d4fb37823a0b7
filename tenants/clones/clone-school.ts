import { and, asc, eq } from 'drizzle-orm'
import { newSchoolId } from '#lib/ids.ts'
import { backUpSchool } from '#tenants/backups/back-up.ts'
import { bringUp } from '#tenants/backups/bring-up.ts'
import { fetchBackup } from '#tenants/backups/fetch-backup.ts'
import { schoolShelf } from '#tenants/backups/shelf.ts'
import { inFolder } from '#tenants/backups/work-folder.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { checkNewSchool } from '#tenants/registry/register-school.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import { memberships } from '#tenants/registry/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { beginAnew } from './begin-anew.ts'
import { type Brought, bringMedia, namedObjects } from './bring-media.ts'
import { makeSchool } from './make-school.ts'

export interface Cloned extends Brought {
  readonly tenant: Tenant
  /** The backup it was made of, which is kept as any other. */
  readonly backup: string
}

/**
 * Makes a copy of a school as it is now, with its media, under an id and an address of its own; nothing is shared afterwards. It is
 * made of a fresh backup, so that it is proved. The one who owns the school owns the copy; other staff are not taken along.
 * @throws SchoolUnknown, SlugRefused, TooManySchools, and what backUpSchool and fetchBackup throw
 */
export async function cloneSchool(
  all: Schools,
  schoolId: string,
  wanted: { readonly slug: string; readonly name: string },
  now = Date.now(),
): Promise<Cloned> {
  const original = all.registry.byId(schoolId)
  if (!original) throw new SchoolUnknown()
  const ownerId = ownerOf(all.registry, schoolId)
  checkNewSchool(all.registry, wanted.slug, ownerId)
  const { name: backup, at: from } = await backUpSchool(all, schoolId, { clock: () => now })
  const shelf = schoolShelf(all.env, all.storage, schoolId)
  const id = newSchoolId(now)
  const brought = await inFolder(shelf, async (folder) => {
    const { manifest, file } = await fetchBackup(shelf, { name: backup }, folder)
    await bringUp(file, manifest)
    await beginAnew(file, { id, name: wanted.name, event: { of: schoolId, backup, from } }, now)
    const places = { from: `schools/${schoolId}/`, to: `schools/${id}/` }
    const bring = (goOn: () => Promise<void>) => bringMedia(all.storage, lookInto(file, namedObjects), places, goOn)
    return makeSchool(all, { id, ...wanted, plan: original.plan, ownerId }, file, bring, now)
  })
  const tenant = all.openById(id)
  tenant.log.info({ of: schoolId, backup, ...brought }, 'school cloned')
  return { tenant, backup, ...brought }
}

/** The first of them. @throws SchoolUnknown when nobody owns it, which only a school that goes can be */
function ownerOf(registry: Registry, schoolId: string): string {
  const owner = registry.read((db) =>
    db
      .select({ id: memberships.personId })
      .from(memberships)
      .where(and(eq(memberships.schoolId, schoolId), eq(memberships.role, 'owner')))
      .orderBy(asc(memberships.createdAt))
      .limit(1)
      .get(),
  )
  if (!owner) throw new SchoolUnknown()
  return owner.id
}
