import { newSchoolId } from '#lib/ids.ts'
import { createDatabase, isTaken } from '#tenants/database/connection.ts'
import { Unconfirmed } from '#tenants/database/failures.ts'
import { migrate } from '#tenants/database/migrations.ts'
import { record } from '#tenants/events/record.ts'
import type { Schools } from '#tenants/schools.ts'
import { school as schoolTable } from '#tenants/site/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { checkNewSchool, registerSchool } from './register-school.ts'
import { SlugRefused } from './slugs.ts'

export const DEFAULT_ACCENT = '#156a40'

export interface NewSchool {
  readonly name: string
  readonly slug: string
  readonly accent?: string
  readonly owner: { readonly id: string; readonly name: string }
}

/**
 * Makes a school: its file first, whole, then its row in the registry. A crash between the two leaves a file
 * nobody knows, which `reconcileSchools` removes.
 * @throws SlugRefused, TooManySchools
 */
export async function createSchool(all: Schools, wanted: NewSchool, now = Date.now()): Promise<Tenant> {
  checkNewSchool(all.registry, wanted.slug, wanted.owner.id)
  const id = newSchoolId(now)
  const tenant = all.handleFor({ id, slug: wanted.slug })
  try {
    makeFile(all.pool.path(id))
    await tenant.transact((tx) => {
      tx.insert(schoolTable)
        .values({ id: 1, name: wanted.name, instructorName: wanted.owner.name, accent: wanted.accent ?? DEFAULT_ACCENT, createdAt: now })
        .run()
      record(tx, { type: 'school.created', actor: wanted.owner.id, subject: id, data: {} }, now)
    })
    const { slug, name } = wanted
    await all.registry.transact((tx) => registerSchool(tx, { id, slug, name, ownerId: wanted.owner.id }, now))
  } catch (error) {
    // Its row may be there: then a start of the server finds what belongs to what.
    if (!(error instanceof Unconfirmed)) all.pool.remove(id)
    throw isTaken(error, 'slug') ? new SlugRefused('taken') : error
  }
  tenant.log.info({ slug: wanted.slug }, 'school created')
  return all.openById(id)
}

function makeFile(path: string): void {
  const db = createDatabase(path)
  try {
    migrate(db, 'tenant')
  } finally {
    db.$client.close()
  }
}
