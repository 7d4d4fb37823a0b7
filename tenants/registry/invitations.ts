import { and, desc, eq, gt, isNull } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import { newId } from '#lib/ids.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { TooManyLetters } from '#tenants/people/failures.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { normaliseEmail } from '#tenants/people/students.ts'
import { writeAudit } from './audit.ts'
import { SealedInvitation } from './invitation-seal.ts'
import { postToStaff } from './post-to-staff.ts'
import type { Registry } from './registry.ts'
import { invitations, memberships, people } from './schema.ts'
import { AlreadyInvited, AlreadyStaff, InvitationSpent, TooManyInvitations } from './staff-failures.ts'
import { invitationLetter } from './staff-letters.ts'
import { covers, grantsFor, grantsNamed, requireGivable, requireManager, roleOf } from './staff-rules.ts'

export const INVITATION_LIFE_MS = 14 * 86_400_000
/** Enough for who did not find the first letter, and no way to fill somebody's mailbox. */
const BETWEEN_LETTERS_MS = 60_000
const MOST_OPEN = 100
/** To one address in a day, whatever is withdrawn meanwhile. */
const MOST_A_DAY = 5

export type Invitation = typeof invitations.$inferSelect

export interface Inviting {
  readonly email: string
  readonly role: string
  /** For who is to have their own courses only. */
  readonly courses: readonly string[]
}

const isOpen = and(isNull(invitations.acceptedAt), isNull(invitations.withdrawnAt))

/** @throws NotAllowed, RoleUnknown, MayNotGive, AlreadyStaff, AlreadyInvited, TooManyInvitations, TooManyLetters */
export function invite(
  registry: Registry,
  schoolId: string,
  actor: string,
  wanted: Inviting,
  device: Device,
  now = Date.now(),
): Promise<string> {
  const email = normaliseEmail(wanted.email)
  return registry.transact((tx) => {
    requireGivable(tx, schoolId, requireManager(tx, actor, schoolId), wanted.role)
    const person = tx.select({ id: people.id }).from(people).where(eq(people.email, email)).get()
    if (person && roleOf(tx, person.id, schoolId) !== undefined) throw new AlreadyStaff()
    const open = tx
      .select()
      .from(invitations)
      .where(and(eq(invitations.schoolId, schoolId), isOpen))
      .all()
    const lately = and(eq(invitations.schoolId, schoolId), gt(invitations.createdAt, now - 86_400_000))
    const today = tx.select({ email: invitations.email }).from(invitations).where(lately).all()
    if (today.filter((one) => one.email === email).length >= MOST_A_DAY || today.length >= 2 * MOST_OPEN) throw new TooManyLetters()
    const before = open.find((one) => one.email === email)
    if (before && before.expiresAt > now) throw new AlreadyInvited()
    if (before) tx.update(invitations).set({ withdrawnAt: now }).where(eq(invitations.id, before.id)).run()
    if (open.filter(({ expiresAt }) => expiresAt > now).length >= MOST_OPEN) throw new TooManyInvitations(MOST_OPEN)
    const id = newId('invitation', now)
    const { role, courses } = wanted
    const times = { createdAt: now, sentAt: now, expiresAt: now + INVITATION_LIFE_MS }
    tx.insert(invitations)
      .values({ id, schoolId, email, role, courses, invitedBy: actor, ...times })
      .run()
    postInvitation(tx, { id, schoolId, email }, now)
    writeAudit(tx, { type: 'invitation.made', schoolId, actor, subject: id, data: { role } }, device, now)
    return id
  })
}

const postInvitation = (tx: Writing, { id, schoolId, email }: Pick<Invitation, 'id' | 'schoolId' | 'email'>, now: number): string =>
  postToStaff(tx, { letter: invitationLetter.name, personId: null, address: email, schoolId, data: { invitationId: id } }, now)

/** The same letter once more, good for two weeks from now. @throws NotAllowed, InvitationSpent, MayNotGive, TooManyLetters */
export const sendInvitationAgain = (registry: Registry, schoolId: string, actor: string, id: string, device: Device, now = Date.now()) =>
  registry.transact((tx) => {
    const invitation = managed(tx, schoolId, actor, id)
    if (invitation.sentAt > now - BETWEEN_LETTERS_MS) throw new TooManyLetters()
    tx.update(invitations)
      .set({ sentAt: now, expiresAt: now + INVITATION_LIFE_MS, invitedBy: actor })
      .where(eq(invitations.id, id))
      .run()
    postInvitation(tx, invitation, now)
    writeAudit(tx, { type: 'invitation.sent_again', schoolId, actor, subject: id, data: {} }, device, now)
  })

/** Its link opens nothing from here on. @throws NotAllowed, InvitationSpent, MayNotGive */
export const withdrawInvitation = (registry: Registry, schoolId: string, actor: string, id: string, device: Device, now = Date.now()) =>
  registry.transact((tx) => {
    managed(tx, schoolId, actor, id)
    tx.update(invitations).set({ withdrawnAt: now }).where(eq(invitations.id, id)).run()
    writeAudit(tx, { type: 'invitation.withdrawn', schoolId, actor, subject: id, data: {} }, device, now)
  })

function managed(tx: Reading, schoolId: string, actor: string, id: string): Invitation {
  const mine = requireManager(tx, actor, schoolId)
  const found = tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.id, id), eq(invitations.schoolId, schoolId), isOpen))
    .get()
  const invitation = found ?? fail(new InvitationSpent())
  requireGivable(tx, schoolId, mine, invitation.role)
  return invitation
}

/** What was sent and not answered yet, the newest first; also what is too old by now, which can be sent again. */
export const openInvitations = (db: Reading, schoolId: string): Invitation[] =>
  db
    .select()
    .from(invitations)
    .where(and(eq(invitations.schoolId, schoolId), isOpen))
    .orderBy(desc(invitations.sentAt))
    .all()

/** The invitation behind what was unsealed, while it can be accepted: who made it must still be allowed to. @throws InvitationSpent */
export function lookAtInvitation(db: Reading, unsealed: unknown, now = Date.now()): Invitation {
  const sealed = SealedInvitation.safeParse(unsealed)
  const found = sealed.success
    ? db
        .select()
        .from(invitations)
        .where(and(eq(invitations.id, sealed.data.i), isOpen, gt(invitations.expiresAt, now)))
        .get()
    : undefined
  const invitation = found ?? fail(new InvitationSpent())
  const giver = grantsFor(db, invitation.invitedBy, invitation.schoolId)
  const given = grantsNamed(db, invitation.schoolId, invitation.role)
  if (!giver?.permissions.has('staff.manage') || !given || !covers(giver, given)) throw new InvitationSpent()
  return invitation
}

/** Makes somebody staff, in the transaction that found out who they are. @throws AlreadyStaff */
export function joinStaff(tx: Writing, { id, schoolId, role }: Invitation, personId: string, device: Device, now: number): void {
  if (roleOf(tx, personId, schoolId) !== undefined) throw new AlreadyStaff()
  tx.insert(memberships).values({ personId, schoolId, role, createdAt: now }).run()
  tx.update(invitations).set({ acceptedAt: now }).where(eq(invitations.id, id)).run()
  writeAudit(tx, { type: 'invitation.accepted', schoolId, actor: personId, subject: id, data: { role } }, device, now)
}
