import { z } from 'zod'
import { linkPath } from '#lib/link-path.ts'
import { defineLetter, type LetterScene } from '#tenants/mail/letter-kind.ts'
import { LINK_SEAL, sealedLink } from './one-time-links.ts'

const Link = z.object({ linkId: z.string() })

/** The address of a one-time link on the school's own host. */
const linkUrl = ({ tenant }: LetterScene, linkId: string): string => tenant.url(linkPath(tenant.seal(LINK_SEAL, sealedLink(linkId))))

const notYou = 'If you did not ask for this, you can leave it: nothing happens unless somebody presses that button.'

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

export const studentLetters = [signInLetter, invitationLetter]
