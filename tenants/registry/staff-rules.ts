import { and, eq } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { NotAllowed } from '#tenants/people/failures.ts'
import { type Grants, grantsOfRole, grantsOfSet } from '#tenants/people/permissions.ts'
import { memberships, schoolRoles } from './schema.ts'
import { MayNotGive, RoleUnknown, StaffUnknown } from './staff-failures.ts'

/** What a role means in a school: a built-in one, or a set of its own. */
export function grantsNamed(db: Reading, schoolId: string, role: string): Grants | undefined {
  const builtIn = grantsOfRole(role)
  if (builtIn) return builtIn
  const set = db
    .select()
    .from(schoolRoles)
    .where(and(eq(schoolRoles.id, role), eq(schoolRoles.schoolId, schoolId)))
    .get()
  return set && grantsOfSet(set)
}

/** What a person may do in a school; undefined for who does not work there. */
export function grantsFor(db: Reading, personId: string, schoolId: string): Grants | undefined {
  const role = roleOf(db, personId, schoolId)
  return role === undefined ? undefined : grantsNamed(db, schoolId, role)
}

export const roleOf = (db: Reading, personId: string, schoolId: string): string | undefined =>
  db
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.personId, personId), eq(memberships.schoolId, schoolId)))
    .get()?.role

/** Whether all that a role holds is held by who gives, changes or takes it. */
export const covers = (mine: Grants, theirs: Grants): boolean =>
  [...theirs.permissions].every((one) => mine.permissions.has(one)) && (!mine.ownCoursesOnly || theirs.ownCoursesOnly)

/** Asked in the transaction that writes: between a screen and its form a role may have changed. @throws NotAllowed */
export function requireManager(db: Reading, actor: string, schoolId: string): Grants {
  const mine = grantsFor(db, actor, schoolId)
  if (!mine?.permissions.has('staff.manage')) throw new NotAllowed()
  return mine
}

/** A school has one owner, who is made by a transfer alone. @throws RoleUnknown, MayNotGive */
export function requireGivable(db: Reading, schoolId: string, mine: Grants, role: string): Grants {
  const given = grantsNamed(db, schoolId, role) ?? fail(new RoleUnknown())
  if (given.permissions.has('school.own') || !covers(mine, given)) throw new MayNotGive()
  return given
}

/** Somebody of the staff whom this manager may change: never the owner, never who may do more. @throws StaffUnknown, MayNotGive */
export function requireManaged(db: Reading, schoolId: string, mine: Grants, personId: string): string {
  const role = roleOf(db, personId, schoolId) ?? fail(new StaffUnknown())
  const theirs = grantsNamed(db, schoolId, role)
  // A set that is gone gives nothing.
  if (theirs && (theirs.permissions.has('school.own') || !covers(mine, theirs))) throw new MayNotGive()
  return role
}
