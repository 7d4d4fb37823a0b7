import { statSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { Failure } from '#lib/failure.ts'
import { newSchoolId } from '#lib/ids.ts'
import { createDatabase, isTaken } from '#tenants/database/connection.ts'
import { migrate } from '#tenants/database/migrations.ts'
import { record } from '#tenants/events/record.ts'
import { events } from '#tenants/events/schema.ts'
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
  const db = createDatabase(all.pool.path(id))
  migrate(db, 'tenant')
  db.$client.close()
  const tenant = all.handleFor({ id, slug: wanted.slug })
  await tenant.transact((tx) => {
    tx.insert(schoolTable)
      .values({ id: 1, name: wanted.name, instructorName: wanted.owner.name, accent: wanted.accent ?? DEFAULT_ACCENT, createdAt: now })
      .run()
    record(tx, { type: 'school.created', actor: wanted.owner.id, subject: id, data: {} }, now)
  })
  try {
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

/**
 * Destroys a school: its address goes dark first, then file and objects go. The slug is never given out again.
 * Safe to repeat after a crash.
 */
export async function destroySchool(all: Schools, schoolId: string, now = Date.now()): Promise<void> {
  const tenant = all.handleFor({ id: schoolId, slug: 'gone' })
  await all.registry.transact((tx) => {
    tx.update(schools).set({ deletedAt: now }).where(eq(schools.id, schoolId)).run()
    tx.update(slugs).set({ retiredAt: now }).where(eq(slugs.schoolId, schoolId)).run()
    tx.delete(memberships).where(eq(memberships.schoolId, schoolId)).run()
  })
  all.forget(schoolId)
  all.pool.remove(schoolId)
  const objects = await tenant.files.deletePrefix('')
  tenant.log.info({ objects }, 'school destroyed')
}

const NEWBORN_MS = 60_000
const ageOf = (file: string, now: number) => now - statSync(file).mtimeMs

/** At start: removes files a crash left between their making and their registration. Only a file that holds nothing but its birth is removed. */
export async function reconcileSchools(all: Schools, now = Date.now()): Promise<void> {
  for (const id of all.pool.files()) {
    const row = all.registry.read((db) => db.select().from(schools).where(eq(schools.id, id)).get())
    if (row?.deletedAt) await destroySchool(all, id, row.deletedAt)
    // Another process may be making it at this moment.
    if (row || ageOf(all.pool.path(id), now) < NEWBORN_MS) continue
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
