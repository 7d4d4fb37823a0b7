import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { PROVIDERS, type Profile } from '#integrations/oauth/provider.ts'
import { newId } from '#lib/ids.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { LastWayIn, NoVerifiedEmail } from '#tenants/people/failures.ts'
import {
  addIdentity,
  dropIdentity,
  type Identity,
  type IdentityKey,
  identitiesOf,
  linkData,
  noteUse,
  ownerOf,
} from '#tenants/people/identities.ts'
import { makeLink } from '#tenants/people/one-time-links.ts'
import { hasPassword, NO_PASSWORD } from '#tenants/people/passwords.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { normaliseEmail } from '#tenants/people/students.ts'
import { type Admission, admit, openSession } from './admission.ts'
import { auditOwn } from './audit.ts'
import { addPerson } from './people.ts'
import { dropPersonLinks, spendFor } from './person-links.ts'
import { endAllSessions } from './person-sessions.ts'
import { postToStaff } from './post-to-staff.ts'
import type { Registry } from './registry.ts'
import { type Person, people, personIdentities, personLinks } from './schema.ts'
import { identityConfirmLetter, identityLinkedLetter, identityUnlinkedLetter } from './staff-letters.ts'
import { hasTwoFactor } from './two-factor.ts'

const LINK_LIFE_MS = 60 * 60_000

export type PersonWayIn =
  | { readonly kind: 'known'; readonly person: Person }
  /** There is an account with the address, which somebody has to show to be theirs. */
  | { readonly kind: 'confirm'; readonly person: Person }
  | { readonly kind: 'new' }

/** What becomes of who signs in by a provider, before anything is written. @throws NoVerifiedEmail */
export const wayInOf = (registry: Registry, profile: Profile): PersonWayIn => registry.read((db) => wayIn(db, profile))

function wayIn(db: Reading, profile: Profile): PersonWayIn {
  const owner = ownerOf(db, personIdentities, profile)
  const known = owner === undefined ? undefined : db.select().from(people).where(eq(people.id, owner)).get()
  if (known) return { kind: 'known', person: known }
  if (profile.email === null) throw new NoVerifiedEmail(profile.provider)
  const email = normaliseEmail(profile.email)
  const person = db.select().from(people).where(eq(people.email, email)).get()
  return person ? { kind: 'confirm', person } : { kind: 'new' }
}

export const signInByProvider = (
  registry: Registry,
  person: Person,
  profile: Profile,
  device: Device,
  now = Date.now(),
): Promise<Admission> =>
  registry.transact((tx) => {
    noteUse(tx, personIdentities, profile, now)
    return admit(tx, person, device, now)
  })

/** Makes an account that has no password until one is chosen. @throws EmailTaken, NoVerifiedEmail */
export const registerByProvider = (registry: Registry, profile: Profile, device: Device, now = Date.now()): Promise<string> =>
  registry.transact((tx) => {
    if (profile.email === null) throw new NoVerifiedEmail(profile.provider)
    const email = normaliseEmail(profile.email)
    const name = profile.name.trim().slice(0, 100) || (email.split('@')[0] ?? email)
    const person: Person = { id: newId('person', now), email, name, passwordHash: NO_PASSWORD, createdAt: now }
    addPerson(tx, person, device)
    addIdentity(tx, personIdentities, person.id, profile, now)
    return openSession(tx, person.id, device, now)
  })

/**
 * Of who has just shown, by the password, that the account is theirs. Where there is a second step the password is not enough to
 * link: they take it, and link from inside.
 * @throws IdentityTaken
 */
export const linkAndSignIn = (registry: Registry, person: Person, profile: Profile, device: Device, now = Date.now()): Promise<Admission> =>
  registry.transact((tx) => {
    if (!hasTwoFactor(tx, person.id)) link(tx, person.id, profile, device, now)
    return admit(tx, person, device, now)
  })

/** Of who is signed in and has proved once more who they are. @throws IdentityTaken */
export const linkIdentity = (registry: Registry, personId: string, profile: Profile, device: Device, now = Date.now()): Promise<void> =>
  registry.transact((tx) => link(tx, personId, profile, device, now))

function link(tx: Writing, personId: string, profile: Profile, device: Device, now: number): void {
  if (!addIdentity(tx, personIdentities, personId, profile, now)) return
  const { provider } = profile
  postToStaff(tx, { letter: identityLinkedLetter.name, personId, data: { provider } }, now)
  auditOwn(tx, personId, 'identity.linked', { provider }, device, now)
}

/** Asks the reader of the account's address. @throws TooManyLetters */
export const mailLinkToConfirm = (registry: Registry, person: Person, profile: Profile, device: Device, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const asked = { ownerId: person.id, purpose: 'identity', data: linkData(profile), lifeMs: LINK_LIFE_MS }
    postToStaff(
      tx,
      { letter: identityConfirmLetter.name, personId: person.id, data: { linkId: makeLink(tx, personLinks, asked, now) } },
      now,
    )
    auditOwn(tx, person.id, 'identity.link_asked', { provider: profile.provider }, device, now)
  })

export const LinkedIdentity = z.object({ provider: z.enum(PROVIDERS), subject: z.string(), address: z.string() })

/**
 * The reader of the address says yes. Who needs the letter does not know the password, so whoever does may be somebody else: it ends,
 * and every session with it. Nobody is signed in by this.
 * @throws LinkSpent, IdentityTaken
 */
export const linkByLetter = (registry: Registry, unsealed: unknown, device: Device, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const { ownerId, data } = spendFor(tx, unsealed, 'identity', now)
    const { provider, subject, address } = LinkedIdentity.parse(data)
    tx.update(people).set({ passwordHash: NO_PASSWORD }).where(eq(people.id, ownerId)).run()
    endAllSessions(tx, ownerId)
    dropPersonLinks(tx, ownerId)
    link(tx, ownerId, { provider, subject, email: address || null, name: '' }, device, now)
  })

/** @throws LastWayIn when there is neither a password nor another one */
export const unlinkIdentity = (registry: Registry, personId: string, key: IdentityKey, device: Device, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    const { passwordHash = NO_PASSWORD } = tx.select().from(people).where(eq(people.id, personId)).get() ?? {}
    if (!hasPassword(passwordHash) && identitiesOf(tx, personIdentities, personId).length < 2) throw new LastWayIn()
    if (!dropIdentity(tx, personIdentities, personId, key)) return
    const { provider } = key
    postToStaff(tx, { letter: identityUnlinkedLetter.name, personId, data: { provider } }, now)
    auditOwn(tx, personId, 'identity.unlinked', { provider }, device, now)
  })

export const identitiesOfPerson = (registry: Registry, personId: string): Identity[] =>
  registry.read((db) => identitiesOf(db, personIdentities, personId))
