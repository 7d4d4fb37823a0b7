import { and, asc, eq } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { type Grants, ROLES } from '#tenants/people/permissions.ts'
import { formerStaff, memberships, people, schoolRoles } from './schema.ts'
import { covers, grantsNamed } from './staff-rules.ts'
import { hasTwoFactor } from './two-factor.ts'

export interface StaffMember {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: string
  readonly since: number
  readonly hasTwoFactor: boolean
  /** By who looks: never the owner, never who may do more. */
  readonly mayChange: boolean
}

/** Who works in a school, in the order they came; of one person alone, where it is named. */
export function staffOf(db: Reading, schoolId: string, mine: Grants, personId?: string): StaffMember[] {
  return db
    .select({ id: people.id, name: people.name, email: people.email, role: memberships.role, since: memberships.createdAt })
    .from(memberships)
    .innerJoin(people, eq(people.id, memberships.personId))
    .where(and(eq(memberships.schoolId, schoolId), personId === undefined ? undefined : eq(memberships.personId, personId)))
    .orderBy(asc(memberships.createdAt))
    .all()
    .map((member) => {
      const theirs = grantsNamed(db, schoolId, member.role)
      return {
        ...member,
        hasTwoFactor: hasTwoFactor(db, member.id),
        mayChange: !theirs || (!theirs.permissions.has('school.own') && covers(mine, theirs)),
      }
    })
}

export interface RoleChoice {
  readonly id: string
  /** Of a set of the school's own; a built-in role has its name in the catalogue. */
  readonly name: string | null
  readonly ownCourses: boolean
  readonly mayGive: boolean
}

/** Every role of a school that is given by inviting or by changing: all but its owner's. */
export function rolesIn(db: Reading, schoolId: string, mine: Grants): RoleChoice[] {
  const sets = db.select().from(schoolRoles).where(eq(schoolRoles.schoolId, schoolId)).orderBy(asc(schoolRoles.createdAt)).all()
  const named = [...ROLES.map((id) => ({ id, name: null })), ...sets.map(({ id, name }) => ({ id, name }))]
  return named.flatMap(({ id, name }) => {
    const given = grantsNamed(db, schoolId, id)
    if (!given || given.permissions.has('school.own')) return []
    return [{ id, name, ownCourses: given.ownCoursesOnly, mayGive: covers(mine, given) }]
  })
}

/** What a set of the school's own is called; undefined for a built-in role. */
export const setName = (db: Reading, schoolId: string, role: string): string | undefined =>
  db
    .select({ name: schoolRoles.name })
    .from(schoolRoles)
    .where(and(eq(schoolRoles.id, role), eq(schoolRoles.schoolId, schoolId)))
    .get()?.name

/** The name of who was just removed, for the way back. */
export const formerName = (db: Reading, schoolId: string, personId: string): string | undefined =>
  db
    .select({ name: people.name })
    .from(formerStaff)
    .innerJoin(people, eq(people.id, formerStaff.personId))
    .where(and(eq(formerStaff.schoolId, schoolId), eq(formerStaff.personId, personId)))
    .get()?.name
