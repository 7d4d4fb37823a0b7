import { statSync } from 'node:fs'
import { count, eq, inArray } from 'drizzle-orm'
import { courses } from '#tenants/courses/schema.ts'
import { schemaVersion } from '#tenants/database/connection.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { students } from '#tenants/people/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { memberships, people, type School } from './schema.ts'

/** What an operator wants to know of one school. Sizes in bytes. */
export interface SchoolReport {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly address: string
  readonly plan: string
  readonly createdAt: number
  readonly suspendedAt: number | null
  readonly schema: number
  readonly fileBytes: number
  readonly mediaBytes: number
  readonly courses: number
  readonly students: number
  readonly openJobs: number
  readonly failedJobs: number
  readonly staff: readonly { readonly name: string; readonly email: string; readonly role: string }[]
}

/** @throws SchoolUnknown, SchoolBehind, SchoolBroken */
export function reportSchool(all: Schools, school: School): SchoolReport {
  const tenant = all.openById(school.id)
  const inside = tenant.read((db) => ({
    courses: db.select({ n: count() }).from(courses).get()?.n ?? 0,
    students: db.select({ n: count() }).from(students).get()?.n ?? 0,
    mediaBytes: db
      .select()
      .from(assets)
      .all()
      .reduce((sum, asset) => sum + asset.size + asset.outputBytes, 0),
    openJobs:
      db
        .select({ n: count() })
        .from(jobs)
        .where(inArray(jobs.state, ['waiting', 'running']))
        .get()?.n ?? 0,
    failedJobs: db.select({ n: count() }).from(jobs).where(eq(jobs.state, 'failed')).get()?.n ?? 0,
    schema: schemaVersion(db),
  }))
  const staff = all.registry.read((db) =>
    db
      .select({ name: people.name, email: people.email, role: memberships.role })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(eq(memberships.schoolId, school.id))
      .all(),
  )
  const { id, slug, name, plan, createdAt, suspendedAt } = school
  return {
    id,
    slug,
    name,
    address: all.originOf(slug),
    plan,
    createdAt,
    suspendedAt,
    fileBytes: statSync(all.pool.path(id)).size,
    staff,
    ...inside,
  }
}
