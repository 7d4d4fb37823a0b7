import { and, count, eq, isNull } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { newId } from '#lib/ids.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { GIVABLE, type Grants, grantsOfSet, type Permission } from '#tenants/people/permissions.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { writeAudit } from './audit.ts'
import type { Registry } from './registry.ts'
import { invitations, memberships, schoolRoles } from './schema.ts'
import { MayNotGive, RoleUnknown, TooManyRoles } from './staff-failures.ts'
import { covers, requireGivable, requireManager } from './staff-rules.ts'

const MOST_SETS = 30

/** A set of permissions of the school's own. */
export interface RoleDraft {
  readonly name: string
  readonly permissions: readonly string[]
  readonly ownCourses: boolean
}

/** Whose school it is, and the manager who does something about its sets. */
export interface RoleChange {
  readonly schoolId: string
  readonly actor: string
  readonly device: Device
}

/** @throws NotAllowed, MayNotGive, TooManyRoles */
export const makeRole = (
  registry: Registry,
  { schoolId, actor, device }: RoleChange,
  draft: RoleDraft,
  now = Date.now(),
): Promise<string> =>
  registry.transact((tx) => {
    const id = newId('role', now)
    requireDraft(requireManager(tx, actor, schoolId), draft)
    const there = tx.select({ n: count() }).from(schoolRoles).where(eq(schoolRoles.schoolId, schoolId)).get()?.n ?? 0
    if (there >= MOST_SETS) throw new TooManyRoles(MOST_SETS)
    tx.insert(schoolRoles)
      .values({ id, schoolId, ...kept(draft), createdAt: now })
      .run()
    writeAudit(tx, { type: 'role.made', schoolId, actor, subject: id, data: { permissions: kept(draft).permissions } }, device, now)
    return id
  })

/** Counts at once for everybody who has it. @throws NotAllowed, RoleUnknown, MayNotGive */
export const changeRoleSet = (registry: Registry, change: RoleChange, id: string, draft: RoleDraft, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const { schoolId, actor, device } = change
    const mine = requireManager(tx, actor, schoolId)
    requireSet(tx, schoolId, mine, id)
    requireDraft(mine, draft)
    tx.update(schoolRoles).set(kept(draft)).where(eq(schoolRoles.id, id)).run()
    writeAudit(tx, { type: 'role.changed', schoolId, actor, subject: id, data: { permissions: kept(draft).permissions } }, device, now)
  })

/** Who has it, or is invited to it, has another role instead. @throws NotAllowed, RoleUnknown, MayNotGive */
export const deleteRole = (registry: Registry, change: RoleChange, id: string, instead: string, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const { schoolId, actor, device } = change
    const mine = requireManager(tx, actor, schoolId)
    requireSet(tx, schoolId, mine, id)
    if (instead === id) throw new RoleUnknown()
    if (holdersOf(tx, schoolId, id)) {
      requireGivable(tx, schoolId, mine, instead)
      tx.update(memberships)
        .set({ role: instead })
        .where(and(eq(memberships.schoolId, schoolId), eq(memberships.role, id)))
        .run()
      tx.update(invitations)
        .set({ role: instead })
        .where(and(eq(invitations.schoolId, schoolId), eq(invitations.role, id)))
        .run()
    }
    tx.delete(schoolRoles).where(eq(schoolRoles.id, id)).run()
    writeAudit(tx, { type: 'role.deleted', schoolId, actor, subject: id, data: { instead } }, device, now)
  })

/** How many have a role, or are invited to it. */
export function holdersOf(db: Reading, schoolId: string, role: string): number {
  const members = db
    .select({ n: count() })
    .from(memberships)
    .where(and(eq(memberships.schoolId, schoolId), eq(memberships.role, role)))
    .get()
  const invited = db
    .select({ n: count() })
    .from(invitations)
    .where(
      and(eq(invitations.schoolId, schoolId), eq(invitations.role, role), isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt)),
    )
    .get()
  return (members?.n ?? 0) + (invited?.n ?? 0)
}

/** @throws RoleUnknown */
export const roleSet = (db: Reading, schoolId: string, id: string): typeof schoolRoles.$inferSelect =>
  db
    .select()
    .from(schoolRoles)
    .where(and(eq(schoolRoles.id, id), eq(schoolRoles.schoolId, schoolId)))
    .get() ?? fail(new RoleUnknown())

/** What a manager can tick: what they have themselves. */
export const tickable = (mine: Grants): Permission[] => GIVABLE.filter((one) => mine.permissions.has(one))

function requireSet(db: Reading, schoolId: string, mine: Grants, id: string): void {
  if (!covers(mine, grantsOfSet(roleSet(db, schoolId, id)))) throw new MayNotGive()
}

function requireDraft(mine: Grants, draft: RoleDraft): void {
  if (!covers(mine, grantsOfSet({ id: '', ...draft }))) throw new MayNotGive()
}

/** What is not known here is not written; who may not own cannot give owning. */
const kept = (draft: RoleDraft) => ({
  name: draft.name.trim(),
  permissions: [...grantsOfSet({ id: '', ...draft }).permissions],
  ownCourses: draft.ownCourses,
})
