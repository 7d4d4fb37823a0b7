import { newId } from '#lib/ids.ts'
import { setTaught } from '#tenants/courses/taught-by.ts'
import { EmailTaken } from '#tenants/people/failures.ts'
import { hashPassword } from '#tenants/people/passwords.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { normaliseEmail } from '#tenants/people/students.ts'
import type { Schools } from '#tenants/schools.ts'
import { openSession } from './admission.ts'
import { type Invitation, joinStaff, lookAtInvitation } from './invitations.ts'
import { addPerson, personByEmail } from './people.ts'
import type { Person } from './schema.ts'
import { AlreadyStaff, InvitationForAnother } from './staff-failures.ts'
import { roleOf } from './staff-rules.ts'

/** Of who has an account: the one with the address that was invited, and no other. @throws InvitationSpent, InvitationForAnother, AlreadyStaff */
export async function acceptInvitation(
  schools: Schools,
  unsealed: unknown,
  person: Person,
  device: Device,
  now = Date.now(),
): Promise<Invitation> {
  const seen = schools.registry.read((db) => {
    const invitation = lookAtInvitation(db, unsealed, now)
    if (normaliseEmail(invitation.email) !== person.email) throw new InvitationForAnother(invitation.email)
    // Before their courses are touched.
    if (roleOf(db, person.id, invitation.schoolId) !== undefined) throw new AlreadyStaff()
    return invitation
  })
  await giveCourses(schools, seen, person.id, device)
  return schools.registry.transact((tx) => {
    const invitation = lookAtInvitation(tx, unsealed, now)
    joinStaff(tx, invitation, person.id, device, now)
    return invitation
  })
}

/** Of who has none: it is made with the address that was invited, whose letter they hold. @throws InvitationSpent, EmailTaken */
export async function acceptAsNewPerson(
  schools: Schools,
  unsealed: unknown,
  who: { name: string; password: string },
  device: Device,
  now = Date.now(),
): Promise<{ invitation: Invitation; token: string }> {
  const seen = schools.registry.read((db) => lookAtInvitation(db, unsealed, now))
  if (personByEmail(schools.registry, seen.email)) throw new EmailTaken()
  const passwordHash = await hashPassword(who.password)
  const id = newId('person', now)
  await giveCourses(schools, seen, id, device)
  return schools.registry.transact((tx) => {
    const invitation = lookAtInvitation(tx, unsealed, now)
    addPerson(tx, { id, email: normaliseEmail(invitation.email), name: who.name.trim(), passwordHash, createdAt: now }, device)
    joinStaff(tx, invitation, id, device, now)
    return { invitation, token: openSession(tx, id, device, now) }
  })
}

/** First, in the school's own file: for who does not work there it means nothing, so a crash between the two gives nothing away. */
const giveCourses = (schools: Schools, { schoolId, courses }: Invitation, personId: string, device: Device): Promise<void> =>
  schools
    .openForLink(schoolId)
    .from(device)
    .transact((tx) => setTaught(tx, personId, personId, courses))
