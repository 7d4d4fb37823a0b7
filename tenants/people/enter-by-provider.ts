import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { PROVIDERS, type Profile } from '#integrations/oauth/provider.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { post } from '#tenants/mail/post.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { NoAccountHere, NoVerifiedEmail } from './failures.ts'
import { addIdentity, dropIdentity, type IdentityKey, linkData, noteUse, ownerOf } from './identities.ts'
import { letIn, letInByMail } from './let-in.ts'
import { identityLetter, identityLinkedLetter, identityUnlinkedLetter } from './letters.ts'
import { NO_PASSWORD } from './passwords.ts'
import { type Student, studentIdentities, studentSessions, students } from './schema.ts'
import { type Device, endSessionsOf } from './sessions.ts'
import { dropOtherLinks, mailLink, spendLinkFor } from './student-links.ts'
import { addStudent, normaliseEmail, studentById } from './students.ts'

/** How somebody gets in whom a provider vouches for. `letter`: the account of this address asks its reader first. */
export type WayIn = { readonly kind: 'known' | 'joins' | 'new' | 'letter'; readonly studentId?: string; readonly email?: string }

/**
 * What becomes of who signs in by a provider, before anything is written. An account is never joined to a provider's by an address
 * alone: both must have been proven, there and here, or anybody could wait in an account made with somebody else's address.
 * @throws NoVerifiedEmail, NoAccountHere
 */
export function wayInOf(db: Reading, profile: Profile, now = Date.now()): WayIn {
  const owner = ownerOf(db, studentIdentities, profile)
  const known = owner === undefined ? undefined : studentById(db, owner)
  if (known && isOver(known, now)) throw new NoAccountHere(known.email)
  if (known) return { kind: 'known', studentId: known.id }
  if (profile.email === null) throw new NoVerifiedEmail(profile.provider)
  const email = normaliseEmail(profile.email)
  const student = db.select().from(students).where(eq(students.email, email)).get()
  if (student && isOver(student, now)) throw new NoAccountHere(email)
  if (student) return { kind: student.emailProvenAt === null ? 'letter' : 'joins', studentId: student.id, email }
  if (!schoolProfile(db).openSignUp) throw new NoAccountHere(email)
  return { kind: 'new', email }
}

/** Whose days are over, and whose file is only waiting for the last letter to leave. */
const isOver = ({ eraseAt }: Student, now: number): boolean => eraseAt !== null && eraseAt <= now

export type Entered = { readonly token: string } | { readonly letterTo: string }

/** Signs in, or mails the link that joins the accounts. @throws NoVerifiedEmail, NoAccountHere, SignInRefused, TooManyLetters */
export const enterByProvider = (tenant: Tenant, profile: Profile, device: Device, now = Date.now()): Promise<Entered> =>
  tenant.transact((tx) => enter(tx, profile, device, now))

function enter(tx: Writing, profile: Profile, device: Device, now: number): Entered {
  const { kind, studentId = '', email = '' } = wayInOf(tx, profile, now)
  switch (kind) {
    case 'known':
      noteUse(tx, studentIdentities, profile, now)
      return { token: letIn(tx, studentId, device, now) }
    case 'joins':
      join(tx, studentId, profile, now)
      return { token: letIn(tx, studentId, device, now) }
    case 'letter':
      mailLink(tx, studentId, { purpose: 'identity', letter: identityLetter, data: linkData(profile) }, now)
      return { letterTo: email }
    case 'new': {
      const name = profile.name.trim().slice(0, 100) || (email.split('@')[0] ?? email)
      const student = addStudent(tx, { email, name, passwordHash: NO_PASSWORD, emailProvenAt: now }, now)
      addIdentity(tx, studentIdentities, student.id, profile, now)
      return { token: letIn(tx, student.id, device, now) }
    }
  }
}

/** Of somebody signed in, who has proved who they are. @throws IdentityTaken */
export const linkIdentity = (tenant: Tenant, studentId: string, profile: Profile, now = Date.now()): Promise<void> =>
  tenant.transact((tx) => join(tx, studentId, profile, now))

function join(tx: Writing, studentId: string, profile: Profile, now: number): void {
  if (!addIdentity(tx, studentIdentities, studentId, profile, now)) return
  const { provider } = profile
  post(tx, { letter: identityLinkedLetter.name, studentId, data: { provider } }, now)
  record(tx, { type: 'student.identity_linked', actor: studentId, subject: studentId, data: { provider } }, now)
}

/** Letters still let them in, so this is never the last way. */
export const unlinkIdentity = (tenant: Tenant, studentId: string, key: IdentityKey, now = Date.now()): Promise<void> =>
  tenant.transact((tx) => {
    if (!dropIdentity(tx, studentIdentities, studentId, key)) return
    const { provider } = key
    post(tx, { letter: identityUnlinkedLetter.name, studentId, data: { provider } }, now)
    record(tx, { type: 'student.identity_unlinked', actor: studentId, subject: studentId, data: { provider } }, now)
  })

const Linked = z.object({ provider: z.enum(PROVIDERS), subject: z.string(), address: z.string() })

/**
 * The reader of the account's address says yes: the accounts are joined, and they are signed in. Where nobody had shown before that
 * the address is theirs, whoever made the account may be somebody else: their password and their sessions end.
 * @throws LinkSpent, IdentityTaken
 */
export function linkByLetter(tx: Writing, unsealed: unknown, device: Device, now = Date.now()): { studentId: string; token: string } {
  const { link, student } = spendLinkFor(tx, 'identity', unsealed, now)
  const { provider, subject, address } = Linked.parse(link.data)
  if (student.emailProvenAt === null) {
    tx.update(students).set({ passwordHash: NO_PASSWORD }).where(eq(students.id, student.id)).run()
    endSessionsOf(tx, studentSessions, student.id)
    dropOtherLinks(tx, student.id)
  }
  addIdentity(tx, studentIdentities, student.id, { provider, subject, email: address || null, name: '' }, now)
  record(tx, { type: 'student.identity_linked', actor: student.id, subject: student.id, data: { provider } }, now)
  return { studentId: student.id, token: letInByMail(tx, student.id, device, now) }
}
