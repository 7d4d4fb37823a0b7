import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { PROVIDER_TITLES, PROVIDERS } from '#integrations/oauth/provider.ts'
import { LINK_SEAL, sealedLink } from '#tenants/people/one-time-links.ts'
import { INVITATION_SEAL, sealedInvitation } from './invitation-seal.ts'
import { invitations, people } from './schema.ts'
import { defineStaffLetter, type StaffLetterKind, type StaffScene } from './staff-letter-kind.ts'
import { twoFactorLetters } from './two-factor-letters.ts'

const Link = z.object({ linkId: z.string() })

const oneTime = (scene: StaffScene, linkId: string): string => scene.link(LINK_SEAL, sealedLink(linkId))

export const passwordLetter = defineStaffLetter('person.password', Link, (scene, { linkId }) => ({
  subject: 'Choose a new password',
  heading: 'A new password',
  paragraphs: ['Somebody, most likely you, asked for a new password for your account. This link works once, for the next hour.'],
  button: { label: 'Choose a password', url: oneTime(scene, linkId) },
  after: ['If you did not ask for this, you can leave it: your password stays as it is.'],
}))

export const passwordChangedLetter = defineStaffLetter('person.password_changed', z.object({}), () => ({
  subject: 'Your password was changed',
  heading: 'Your password was changed',
  paragraphs: ['The password of your account is a new one now. Every other device was signed out.'],
  after: ['If that was not you, choose a new password at once: the sign-in page has a link for who forgot theirs.'],
}))

export const emailConfirmLetter = defineStaffLetter('person.email_confirm', Link, (scene, { linkId }) => ({
  subject: 'Is this your new address?',
  heading: 'Your new address',
  paragraphs: [
    'From the press of this button on you sign in with this address, and letters come here. The link works once, for the next hour.',
  ],
  button: { label: 'Use this address', url: oneTime(scene, linkId) },
  after: ['If you did not ask for this, you can leave it: nothing changes.'],
}))

export const emailAskedLetter = defineStaffLetter('person.email_asked', z.object({}), () => ({
  subject: 'Another address for your account',
  heading: 'Another address was asked for',
  paragraphs: [
    'Somebody, most likely you, asked for another e-mail address for your account. It changes when the letter there is answered.',
  ],
  after: ['If that was not you, change your password: whoever asked knows it.'],
}))

export const emailChangedLetter = defineStaffLetter('person.email_changed', Link, (scene, { linkId }) => ({
  subject: 'Your account has another address now',
  heading: 'Your address was changed',
  paragraphs: [
    'Your account has another e-mail address now, and letters go there. For seven days this link brings it back to this address, signs out every device and lets you choose a new password.',
  ],
  button: { label: 'Bring my account back', url: oneTime(scene, linkId) },
  after: ['If the change was yours, you can leave this.'],
}))

export const emailWelcomeLetter = defineStaffLetter('person.email_welcome', z.object({}), () => ({
  subject: 'Your account has this address now',
  heading: 'This is your address now',
  paragraphs: ['From now on you sign in with this address, and letters come here.'],
}))

const Linked = z.object({ provider: z.enum(PROVIDERS) })

export const identityConfirmLetter = defineStaffLetter('person.identity', Link, (scene, { linkId }) => ({
  subject: 'Is this your account?',
  heading: 'Join your accounts?',
  paragraphs: [
    'Somebody, most likely you, signed in through another service that knows this address, and there is an account with it already. The page behind this link says which service it was.',
    'With one press there it opens your account from then on; the password of the account ends, and every device is signed out. The link works once, for the next hour.',
  ],
  button: { label: 'See it', url: oneTime(scene, linkId) },
  after: ['If that was not you, you can leave this: nothing changes.'],
}))

export const identityLinkedLetter = defineStaffLetter('person.identity_linked', Linked, (_scene, { provider }) => ({
  subject: `${PROVIDER_TITLES[provider]} now opens your account`,
  heading: `${PROVIDER_TITLES[provider]} was linked`,
  paragraphs: [`From now on an account at ${PROVIDER_TITLES[provider]} signs in to yours. You find it in your account, below Signing in.`],
  after: ['If that was not you, unlink it there and choose a new password: the sign-in page has a link for who forgot theirs.'],
}))

export const identityUnlinkedLetter = defineStaffLetter('person.identity_unlinked', Linked, (_scene, { provider }) => ({
  subject: `${PROVIDER_TITLES[provider]} no longer opens your account`,
  heading: `${PROVIDER_TITLES[provider]} was unlinked`,
  paragraphs: [`You can no longer sign in with ${PROVIDER_TITLES[provider]}.`],
  after: ['If that was not you, choose a new password at once: the sign-in page has a link for who forgot theirs.'],
}))

export const invitationLetter = defineStaffLetter('staff.invitation', z.object({ invitationId: z.string() }), (scene, { invitationId }) => {
  const school = scene.school?.name ?? ''
  const by = scene.db
    .select({ name: people.name })
    .from(invitations)
    .innerJoin(people, eq(people.id, invitations.invitedBy))
    .where(eq(invitations.id, invitationId))
    .get()
  return {
    subject: `Work at ${school}`,
    heading: `${school} invites you`,
    paragraphs: [
      `${by?.name ?? school} invites you to the staff of ${school}. The link shows what you will be able to do there. It is good for two weeks, for this address alone.`,
    ],
    button: { label: 'See the invitation', url: scene.link(INVITATION_SEAL, sealedInvitation(invitationId)) },
    after: ['If you do not know this school, you can leave this: nothing happens unless you accept.'],
  }
})

export const ownershipLetter = defineStaffLetter('staff.ownership', Link, (scene, { linkId }) => {
  const school = scene.school?.name ?? ''
  return {
    subject: `${school} could be yours`,
    heading: `Take over ${school}?`,
    paragraphs: [`The owner of ${school} offers the school to you, with everything in it. Sign in, and accept within three days.`],
    button: { label: 'See the offer', url: oneTime(scene, linkId) },
    after: ['If you do not want it, you can leave this: nothing changes.'],
  }
})

export const ownershipAskedLetter = defineStaffLetter('staff.ownership_asked', z.object({}), (scene) => {
  const school = scene.school?.name ?? ''
  return {
    subject: `You offered ${school} to somebody`,
    heading: 'Your school was offered',
    paragraphs: [
      `${school} was offered to somebody of its staff. It stays yours until they accept, and you can withdraw the offer until then.`,
    ],
    after: ['If that was not you, withdraw the offer in the dashboard below Staff, and change your password: whoever did it knows it.'],
  }
})

export const ownershipGivenLetter = defineStaffLetter('staff.ownership_given', z.object({ to: z.string() }), (scene, { to }) => {
  const school = scene.school?.name ?? ''
  const isNew = scene.person?.id === to
  return {
    subject: isNew ? `${school} is yours` : `${school} has another owner`,
    heading: isNew ? `${school} is yours` : `${school} has another owner`,
    paragraphs: [isNew ? `You own ${school} from now on.` : `Your offer was accepted. You are an admin of ${school} from now on.`],
  }
})

const all: readonly StaffLetterKind[] = [
  passwordLetter,
  passwordChangedLetter,
  emailConfirmLetter,
  emailAskedLetter,
  emailChangedLetter,
  emailWelcomeLetter,
  identityConfirmLetter,
  identityLinkedLetter,
  identityUnlinkedLetter,
  invitationLetter,
  ownershipLetter,
  ownershipAskedLetter,
  ownershipGivenLetter,
  ...twoFactorLetters,
]

/** Every letter to staff, by its name. */
export const staffLetters: ReadonlyMap<string, StaffLetterKind> = new Map(all.map((letter) => [letter.name, letter]))
