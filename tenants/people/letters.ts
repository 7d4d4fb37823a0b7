import { z } from 'zod'
import { PROVIDER_TITLES, PROVIDERS } from '#integrations/oauth/provider.ts'
import { linkPath } from '#lib/link-path.ts'
import { defineLetter, type LetterScene } from '#tenants/mail/letter-kind.ts'
import { studentDevice } from './devices.ts'
import { LINK_SEAL, sealedLink } from './one-time-links.ts'

const Link = z.object({ linkId: z.string() })
const nothing = z.object({})

/** The address of a one-time link on the school's own host. */
const linkUrl = ({ tenant }: LetterScene, linkId: string): string => tenant.url(linkPath(tenant.seal(LINK_SEAL, sealedLink(linkId))))

const signInUrl = ({ tenant }: LetterScene): string => tenant.url('/sign-in')

const day = (at: number): string => new Date(at).toLocaleDateString('en', { dateStyle: 'long', timeZone: 'UTC' })

const notYou = 'If you did not ask for this, you can leave it: nothing happens unless somebody presses that button.'
const notYouPassword =
  'If this was not you, choose a new password now: on the sign-in page, with “I forgot my password”. It ends every session.'

export const signInLetter = defineLetter('student.sign_in', Link, (scene, { linkId }) => ({
  subject: `Sign in to ${scene.school}`,
  heading: 'Sign in',
  paragraphs: [`Here is your link to ${scene.school}. It works once, for the next 20 minutes.`],
  button: { label: 'Go to my courses', url: linkUrl(scene, linkId) },
  after: [notYou],
}))

export const invitationLetter = defineLetter('student.invitation', Link, (scene, { linkId }) => ({
  subject: `You are invited to ${scene.school}`,
  heading: 'You are invited',
  paragraphs: [`${scene.school} has made an account for you. This link signs you in. It works once, for the next seven days.`],
  button: { label: 'Go to my courses', url: linkUrl(scene, linkId) },
  after: ['Afterwards, ask for a new link on the sign-in page whenever you need one.', notYou],
}))

export const passwordLetter = defineLetter('student.password', Link, (scene, { linkId }) => ({
  subject: `Choose a new password for ${scene.school}`,
  heading: 'A new password',
  paragraphs: [`With this link you choose a new password for ${scene.school}. It works once, for the next hour.`],
  button: { label: 'Choose a password', url: linkUrl(scene, linkId) },
  after: [notYou],
}))

export const passwordChangedLetter = defineLetter('student.password_changed', nothing, (scene) => ({
  subject: `Your password for ${scene.school} was changed`,
  heading: 'Your password was changed',
  paragraphs: ['From now on you sign in with the new one. Every other browser was signed out.'],
  button: { label: 'Sign in', url: signInUrl(scene) },
  after: [notYouPassword],
}))

export const emailLinkLetter = defineLetter('student.email_link', Link, (scene, { linkId }) => ({
  subject: `Confirm your e-mail address for ${scene.school}`,
  heading: 'Is this your address?',
  paragraphs: [`Somebody wants to sign in to ${scene.school} with this address from now on. The link works once, for the next hour.`],
  button: { label: 'Use this address', url: linkUrl(scene, linkId) },
  after: [notYou],
}))

export const emailAskedLetter = defineLetter('student.email_asked', nothing, (scene) => ({
  subject: `Another e-mail address for ${scene.school}?`,
  heading: 'Another address was asked for',
  paragraphs: [
    `Somebody who is signed in to your account at ${scene.school} wants to use another e-mail address. Until it is confirmed from there, this one stays.`,
  ],
  button: { label: 'Sign in', url: signInUrl(scene) },
  after: [notYouPassword],
}))

export const emailChangedLetter = defineLetter('student.email_changed', Link, (scene, { linkId }) => ({
  subject: `Your e-mail address for ${scene.school} was changed`,
  heading: 'Your address was changed',
  paragraphs: [
    `Your account at ${scene.school} has another e-mail address now. If that was you, there is nothing to do.`,
    'If it was not you, take it back within the next 7 days. That signs everybody out, and you choose a new password.',
  ],
  button: { label: 'That was not me', url: linkUrl(scene, linkId) },
}))

const Linked = z.object({ provider: z.enum(PROVIDERS) })

export const identityLetter = defineLetter('student.identity', Link, (scene, { linkId }) => ({
  subject: `Is this your account at ${scene.school}?`,
  heading: 'Join your accounts?',
  paragraphs: [
    `Somebody, most likely you, signed in to ${scene.school} through another service that knows this address. There is an account with this address already.`,
    'The page behind this link says which service it was. With one press there you are signed in, and can use it from then on. If nobody had confirmed this address before, a password that was chosen for the account ends. The link works once, for the next hour.',
  ],
  button: { label: 'See it', url: linkUrl(scene, linkId) },
  after: [notYou],
}))

export const identityLinkedLetter = defineLetter('student.identity_linked', Linked, (scene, { provider }) => ({
  subject: `${PROVIDER_TITLES[provider]} now opens your account at ${scene.school}`,
  heading: `${PROVIDER_TITLES[provider]} was linked`,
  paragraphs: [`From now on an account at ${PROVIDER_TITLES[provider]} signs in to your account at ${scene.school}.`],
  button: { label: 'See how I sign in', url: scene.tenant.url('/account/sign-in') },
  after: ['If this was not you, unlink it there and choose a new password: both take a minute.'],
}))

export const identityUnlinkedLetter = defineLetter('student.identity_unlinked', Linked, (scene, { provider }) => ({
  subject: `${PROVIDER_TITLES[provider]} no longer opens your account at ${scene.school}`,
  heading: `${PROVIDER_TITLES[provider]} was unlinked`,
  paragraphs: ['You can still sign in by a link in a letter, and by your password if you have chosen one.'],
  button: { label: 'See how I sign in', url: scene.tenant.url('/account/sign-in') },
  after: [notYouPassword],
}))

export const newDeviceLetter = defineLetter('student.new_device', z.object({ deviceId: z.string() }), (scene, { deviceId }) => {
  const known = scene.student && studentDevice(scene.db, scene.student.id, deviceId)
  return {
    subject: `A new sign-in to ${scene.school}`,
    heading: 'Was this you?',
    paragraphs: [
      `Your account at ${scene.school} was signed in to from a device or a network it was not used from before${known ? `: ${known.device}, ${known.network}` : ''}.`,
      'If it was you, there is nothing to do.',
    ],
    button: { label: 'See where I am signed in', url: scene.tenant.url('/account/sign-in') },
    after: [notYouPassword],
  }
})

export const deletionLetter = defineLetter('student.deletion_asked', nothing, (scene) => ({
  subject: `Your account at ${scene.school} will be deleted`,
  heading: 'Your account will be deleted',
  paragraphs: [
    `${scene.student?.eraseAt ? `On ${day(scene.student.eraseAt)}` : 'In a week'} your account at ${scene.school} is erased, with your courses and your progress. Nobody can bring them back after that.`,
    'Until then, signing in is all it takes to keep everything.',
  ],
  button: { label: 'Keep my account', url: signInUrl(scene) },
}))

export const stayingLetter = defineLetter('student.deletion_taken_back', nothing, (scene) => ({
  subject: `Your account at ${scene.school} stays`,
  heading: 'Your account stays',
  paragraphs: ['You signed in, so nothing is deleted. Your courses and your progress are as they were.'],
  button: { label: 'Go to my courses', url: scene.tenant.url('/learn') },
  after: [notYouPassword],
}))

export const erasedLetter = defineLetter('student.erased', nothing, (scene) => ({
  subject: `Your account at ${scene.school} has been deleted`,
  heading: 'Goodbye',
  paragraphs: [
    `As you asked a week ago, your account at ${scene.school} and everything in it are being erased, this address with it. This is the last letter you get.`,
  ],
}))

export const studentLetters = [
  signInLetter,
  invitationLetter,
  passwordLetter,
  passwordChangedLetter,
  emailLinkLetter,
  emailAskedLetter,
  emailChangedLetter,
  identityLetter,
  identityLinkedLetter,
  identityUnlinkedLetter,
  newDeviceLetter,
  deletionLetter,
  stayingLetter,
  erasedLetter,
]
