import { and, eq, gt, isNull } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { writeAudit } from './audit.ts'
import type { Registry } from './registry.ts'
import { formerStaff, invitations, memberships } from './schema.ts'
import { AlreadyStaff, StaffUnknown } from './staff-failures.ts'
import { requireGivable, requireManaged, requireManager, roleOf } from './staff-rules.ts'

/** A member of the staff, and the manager who does something about them. */
export interface StaffChange {
  readonly schoolId: string
  readonly actor: string
  readonly personId: string
  readonly device: Device
}

const isMember = ({ personId, schoolId }: StaffChange) => and(eq(memberships.personId, personId), eq(memberships.schoolId, schoolId))

/** @throws NotAllowed, StaffUnknown, RoleUnknown, MayNotGive */
export const changeRole = (registry: Registry, change: StaffChange, role: string, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const { schoolId, actor, personId, device } = change
    const mine = requireManager(tx, actor, schoolId)
    const from = requireManaged(tx, schoolId, mine, personId)
    if (from === role) return
    requireGivable(tx, schoolId, mine, role)
    tx.update(memberships).set({ role }).where(isMember(change)).run()
    writeAudit(tx, { type: 'staff.role_changed', schoolId, actor, subject: personId, data: { from, to: role } }, device, now)
  })

/** They are out with their next request; what they were is kept, for taking it back. @throws NotAllowed, StaffUnknown, MayNotGive */
export const removeStaff = (registry: Registry, change: StaffChange, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const { schoolId, actor, personId, device } = change
    const role = requireManaged(tx, schoolId, requireManager(tx, actor, schoolId), personId)
    const memberSince = tx.select({ at: memberships.createdAt }).from(memberships).where(isMember(change)).get()?.at ?? now
    tx.delete(memberships).where(isMember(change)).run()
    // What they asked others to, nobody stands for any more.
    tx.update(invitations)
      .set({ withdrawnAt: now })
      .where(
        and(
          eq(invitations.schoolId, schoolId),
          eq(invitations.invitedBy, personId),
          isNull(invitations.acceptedAt),
          isNull(invitations.withdrawnAt),
        ),
      )
      .run()
    const kept = { role, memberSince, removedAt: now }
    tx.insert(formerStaff)
      .values({ personId, schoolId, ...kept })
      .onConflictDoUpdate({ target: [formerStaff.personId, formerStaff.schoolId], set: kept })
      .run()
    writeAudit(tx, { type: 'staff.removed', schoolId, actor, subject: personId, data: { role } }, device, now)
  })

/** How long a removal can be taken back; after that they are asked anew. */
const UNDO_MS = 86_400_000

/** Takes a removal back, as what they were. @throws NotAllowed, StaffUnknown, RoleUnknown, MayNotGive, AlreadyStaff */
export const restoreStaff = (registry: Registry, { schoolId, actor, personId, device }: StaffChange, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const mine = requireManager(tx, actor, schoolId)
    const isTheirs = and(eq(formerStaff.personId, personId), eq(formerStaff.schoolId, schoolId), gt(formerStaff.removedAt, now - UNDO_MS))
    const { role, memberSince } = tx.select().from(formerStaff).where(isTheirs).get() ?? fail(new StaffUnknown())
    requireGivable(tx, schoolId, mine, role)
    if (roleOf(tx, personId, schoolId) !== undefined) throw new AlreadyStaff()
    tx.insert(memberships).values({ personId, schoolId, role, createdAt: memberSince }).run()
    tx.delete(formerStaff).where(isTheirs).run()
    writeAudit(tx, { type: 'staff.restored', schoolId, actor, subject: personId, data: { role } }, device, now)
  })
