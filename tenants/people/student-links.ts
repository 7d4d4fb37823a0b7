import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import type { LetterKind } from '#tenants/mail/letter-kind.ts'
import { post } from '#tenants/mail/post.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { LinkSpent, TooManyLetters } from './failures.ts'
import { dropLinks, makeLink, type OneTimeLink, spendLink } from './one-time-links.ts'
import { type Student, studentLinks, students } from './schema.ts'
import { normaliseEmail } from './students.ts'

/** What a link in a letter to a student is good for. */
export type LinkPurpose = 'sign_in' | 'password' | 'email' | 'email_back' | 'identity'

const MINUTE = 60_000
const LIFE_MS: Readonly<Record<LinkPurpose, number>> = {
  sign_in: 20 * MINUTE,
  password: 60 * MINUTE,
  email: 60 * MINUTE,
  identity: 60 * MINUTE,
  email_back: 7 * 24 * 60 * MINUTE,
}

/** Makes a link and posts the letter it stands in. @throws TooManyLetters */
export function mailLink(
  tx: Writing,
  studentId: string,
  mail: { purpose: LinkPurpose; letter: LetterKind; address?: string; data?: object },
  now: number,
): void {
  const { purpose, letter, address, data = {} } = mail
  const linkId = makeLink(tx, studentLinks, { ownerId: studentId, purpose, data, lifeMs: LIFE_MS[purpose] }, now)
  post(tx, { letter: letter.name, studentId, data: { linkId }, ...(address === undefined ? {} : { address }) }, now)
}

/**
 * For who is not signed in: mails a link to the account of an address. Whether there is one, or it had too many letters lately,
 * is not told: who asks may be anybody.
 */
export function mailLinkTo(tenant: Tenant, email: string, mail: { purpose: LinkPurpose; letter: LetterKind }, now: number): Promise<void> {
  return tenant.transact((tx) => {
    const student = tx
      .select({ id: students.id })
      .from(students)
      .where(eq(students.email, normaliseEmail(email)))
      .get()
    if (!student) return
    try {
      mailLink(tx, student.id, mail, now)
    } catch (error) {
      if (!(error instanceof TooManyLetters)) throw error
      tenant.log.info({ student: student.id, purpose: mail.purpose }, 'a letter was not sent: too many lately')
    }
  })
}

/** Uses up a link that is good for this. @throws LinkSpent */
export function spendLinkFor(tx: Writing, purpose: LinkPurpose, unsealed: unknown, now: number): { link: OneTimeLink; student: Student } {
  const link = spendLink(tx, studentLinks, unsealed, now)
  const student = tx.select().from(students).where(eq(students.id, link.ownerId)).get()
  if (link.purpose !== purpose || !student || (student.eraseAt !== null && student.eraseAt <= now)) throw new LinkSpent()
  return { link, student }
}

/** Ends the links somebody may have asked for who should not have; the way back to an old address is never theirs to end. */
export const dropOtherLinks = (tx: Writing, studentId: string): void => dropLinks(tx, studentLinks, studentId, 'email_back')
