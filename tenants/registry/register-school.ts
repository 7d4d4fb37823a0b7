import { Failure } from '#lib/failure.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { schoolsOf } from './people.ts'
import type { Registry } from './registry.ts'
import { memberships, schools, slugs } from './schema.ts'
import { SlugRefused, slugProblem } from './slugs.ts'

/** Of one owner: each school is a file, kept open and migrated. */
const MOST_SCHOOLS = 20

export class TooManySchools extends Failure {
  constructor(most: number) {
    super('school.too_many', 409, { most })
  }
}

/** Whether this person can have one more school at this address. Asked before anything is made. @throws SlugRefused, TooManySchools */
export function checkNewSchool(registry: Registry, slug: string, ownerId: string): void {
  const problem = slugProblem(registry, slug)
  if (problem) throw new SlugRefused(problem)
  if (schoolsOf(registry, ownerId).filter((one) => one.role === 'owner').length >= MOST_SCHOOLS) throw new TooManySchools(MOST_SCHOOLS)
}

export interface Registration {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly plan?: string
  readonly ownerId: string
}

/** From the commit of this on the school is there. Somebody else may have taken the slug meanwhile: then it throws what `isTaken` knows. */
export function registerSchool(tx: Writing, { ownerId, ...school }: Registration, now: number): void {
  tx.insert(schools)
    .values({ ...school, createdAt: now })
    .run()
  tx.insert(slugs).values({ slug: school.slug, schoolId: school.id, takenAt: now }).run()
  tx.insert(memberships).values({ personId: ownerId, schoolId: school.id, role: 'owner', createdAt: now }).run()
}
