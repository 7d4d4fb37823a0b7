import { Failure } from '#lib/failure.ts'
import { newSchoolId } from '#lib/ids.ts'
import { createDatabase, isTaken } from '#tenants/database/connection.ts'
import { migrate } from '#tenants/database/migrations.ts'
import { record } from '#tenants/events/record.ts'
import type { Schools } from '#tenants/schools.ts'
import { school as schoolTable } from '#tenants/site/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { schoolsOf } from './people.ts'
import { memberships, schools, slugs } from './schema.ts'
import { SlugRefused, slugProblem } from './slugs.ts'

/** Of one owner: each school is a file, kept open and migrated. */
const MOST_SCHOOLS = 20

export const DEFAULT_ACCENT = '#156a40'

export class TooManySchools extends Failure {
  constructor(most: number) {
    super('school.too_many', 409, { most })
  }
}

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
  const problem = slugProblem(all.registry, wanted.slug)
  if (problem) throw new SlugRefused(problem)
  if (schoolsOf(all.registry, wanted.owner.id).filter((one) => one.role === 'owner').length >= MOST_SCHOOLS)
    throw new TooManySchools(MOST_SCHOOLS)
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
    await all.registry.transact((tx) => {
      tx.insert(schools).values({ id, slug: wanted.slug, name: wanted.name, createdAt: now }).run()
      tx.insert(slugs).values({ slug: wanted.slug, schoolId: id, takenAt: now }).run()
      tx.insert(memberships).values({ personId: wanted.owner.id, schoolId: id, role: 'owner', createdAt: now }).run()
    })
  } catch (error) {
    all.pool.remove(id)
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
