import { statSync } from 'node:fs'
import { count, eq, inArray, sql } from 'drizzle-orm'
import { courses } from '#tenants/courses/schema.ts'
import { schemaVersion } from '#tenants/database/connection.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { type Job, jobs } from '#tenants/jobs/schema.ts'
import { assets } from '#tenants/media/schema.ts'
import { students } from '#tenants/people/schema.ts'
import type { Schools } from '#tenants/schools.ts'
import { domainsOf } from './domains.ts'
import { memberships, people, type School } from './schema.ts'

export interface Contents {
  readonly mediaBytes: number
  readonly courses: number
  readonly students: number
  readonly openJobs: number
  readonly failedJobs: number
}

/** What an operator wants to know of one school. Sizes in bytes. */
export interface SchoolReport {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly address: string
  /** Of its own; the first is the one in `address`. */
  readonly domains: readonly string[]
  readonly plan: string
  readonly createdAt: number
  readonly suspendedAt: number | null
  readonly quarantinedAt: number | null
  readonly schema: number
  /** Migrations its file lacks; above 0 nothing but its size is known of what it holds. */
  readonly behind: number
  /** Why the file could not be read. */
  readonly unread?: string
  readonly fileBytes: number
  readonly inside: Contents | null
  readonly staff: readonly { readonly name: string; readonly email: string; readonly role: string }[]
}

/** Only looks: a school that is behind stays so. */
export function reportSchool(all: Schools, school: School): SchoolReport {
  const file = all.pool.path(school.id)
  const seen = school.quarantinedAt === null ? lookInto(file, whatIsIn) : unreadable(school)
  const staff = all.registry.read((db) =>
    db
      .select({ name: people.name, email: people.email, role: memberships.role })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(eq(memberships.schoolId, school.id))
      .all(),
  )
  const { id, slug, name, plan, createdAt, suspendedAt, quarantinedAt } = school
  return {
    id,
    slug,
    name,
    address: all.siteOf(school),
    domains: all.registry.read((db) => domainsOf(db, id)).map(({ host }) => host),
    plan,
    createdAt,
    suspendedAt,
    quarantinedAt,
    fileBytes: statSync(file).size,
    staff,
    ...seen,
  }
}

type Seen = Pick<SchoolReport, 'schema' | 'behind' | 'inside' | 'unread'>

const whatIsIn = (db: Reading, lacks: number): Seen => ({ schema: schemaVersion(db), behind: lacks, inside: lacks ? null : contents(db) })

const unreadable = ({ quarantineReason }: School): Seen => ({ schema: 0, behind: 0, inside: null, unread: `damaged: ${quarantineReason}` })

function contents(db: Reading): Contents {
  const jobsIn = (...states: Job['state'][]) => db.select({ n: count() }).from(jobs).where(inArray(jobs.state, states)).get()?.n ?? 0
  const media = db
    .select({ bytes: sql<number>`coalesce(sum(${assets.size} + ${assets.outputBytes}), 0)` })
    .from(assets)
    .get()
  return {
    courses: db.select({ n: count() }).from(courses).get()?.n ?? 0,
    students: db.select({ n: count() }).from(students).get()?.n ?? 0,
    mediaBytes: media?.bytes ?? 0,
    openJobs: jobsIn('waiting', 'running'),
    failedJobs: jobsIn('failed'),
  }
}
