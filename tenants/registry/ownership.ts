import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { fail } from '#lib/failure.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { LinkSpent, NotAllowed } from '#tenants/people/failures.ts'
import { makeLink } from '#tenants/people/one-time-links.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { writeAudit } from './audit.ts'
import { lookAtLink, type PersonLink, spendFor } from './person-links.ts'
import { postToStaff } from './post-to-staff.ts'
import type { Registry } from './registry.ts'
import { memberships, type Person, people, personLinks } from './schema.ts'
import { InvitationForAnother, StaffUnknown } from './staff-failures.ts'
import { ownershipAskedLetter, ownershipGivenLetter, ownershipLetter } from './staff-letters.ts'
import { roleOf } from './staff-rules.ts'

const LIFE_MS = 3 * 86_400_000
const PURPOSE = 'ownership' satisfies PersonLink

/** What an offer is about: kept in its link. */
export const Offer = z.object({ schoolId: z.string(), from: z.string() })

export interface OwnershipOffer {
  readonly schoolId: string
  /** Who owns the school now. */
  readonly owner: string
  readonly to: string
  readonly device: Device
}

/** Asks somebody of the staff whether they take the school over; the owner stays it until they have pressed the button. @throws NotAllowed, StaffUnknown, TooManyLetters */
export const offerOwnership = (registry: Registry, { schoolId, owner, to, device }: OwnershipOffer, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    if (roleOf(tx, owner, schoolId) !== 'owner') throw new NotAllowed()
    if (to === owner || roleOf(tx, to, schoolId) === undefined) throw new StaffUnknown()
    dropOffers(tx, schoolId, now)
    const linkId = makeLink(tx, personLinks, { ownerId: to, purpose: PURPOSE, data: { schoolId, from: owner }, lifeMs: LIFE_MS }, now)
    postToStaff(tx, { letter: ownershipLetter.name, personId: to, schoolId, data: { linkId } }, now)
    postToStaff(tx, { letter: ownershipAskedLetter.name, personId: owner, schoolId }, now)
    writeAudit(tx, { type: 'ownership.offered', schoolId, actor: owner, subject: to, data: {} }, device, now)
  })

/** @throws NotAllowed */
export const withdrawOffer = (registry: Registry, schoolId: string, owner: string, device: Device): Promise<void> =>
  registry.transact((tx) => {
    if (roleOf(tx, owner, schoolId) !== 'owner') throw new NotAllowed()
    if (dropOffers(tx, schoolId, Date.now()))
      writeAudit(tx, { type: 'ownership.withdrawn', schoolId, actor: owner, subject: schoolId, data: {} }, device)
  })

/** To whom the school is offered at this moment. */
export const openOffer = (db: Reading, schoolId: string, now = Date.now()): { id: string; name: string } | undefined =>
  db
    .select({ id: people.id, name: people.name })
    .from(personLinks)
    .innerJoin(people, eq(people.id, personLinks.ownerId))
    .where(and(isOfferOf(schoolId), isNull(personLinks.usedAt), sql`${personLinks.expiresAt} > ${now}`))
    .get()

/**
 * The new owner, signed in, says yes: who owned it is an admin from here on, and both are told.
 * @throws LinkSpent also where either of them is no longer what they were, InvitationForAnother
 */
export const takeOwnership = (registry: Registry, unsealed: unknown, person: Person, device: Device, now = Date.now()): Promise<string> =>
  registry.transact((tx) => {
    const { ownerId } = lookAtLink(tx, unsealed, now)
    if (ownerId !== person.id) {
      const meant = tx.select({ email: people.email }).from(people).where(eq(people.id, ownerId)).get()
      throw new InvitationForAnother((meant ?? fail(new LinkSpent())).email)
    }
    const { schoolId, from } = Offer.parse(spendFor(tx, unsealed, PURPOSE, now).data)
    if (roleOf(tx, from, schoolId) !== 'owner' || roleOf(tx, person.id, schoolId) === undefined) throw new LinkSpent()
    setRole(tx, schoolId, from, 'admin')
    setRole(tx, schoolId, person.id, 'owner')
    for (const personId of [from, person.id])
      postToStaff(tx, { letter: ownershipGivenLetter.name, personId, schoolId, data: { to: person.id } }, now)
    writeAudit(tx, { type: 'ownership.transferred', schoolId, actor: person.id, subject: person.id, data: { from } }, device, now)
    return schoolId
  })

const setRole = (tx: Writing, schoolId: string, personId: string, role: string) =>
  tx
    .update(memberships)
    .set({ role })
    .where(and(eq(memberships.schoolId, schoolId), eq(memberships.personId, personId)))
    .run()

const isOfferOf = (schoolId: string) =>
  and(eq(personLinks.purpose, PURPOSE), eq(sql`json_extract(${personLinks.data}, '$.schoolId')`, schoolId))

/** The rows stay, for the limit of letters counts them. */
const dropOffers = (tx: Writing, schoolId: string, now: number): number =>
  tx
    .update(personLinks)
    .set({ usedAt: now })
    .where(and(isOfferOf(schoolId), isNull(personLinks.usedAt)))
    .run().changes
