import type { Writing } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { letInByMail } from './let-in.ts'
import { signInLetter } from './letters.ts'
import type { Device } from './sessions.ts'
import { mailLink, mailLinkTo, spendLinkFor } from './student-links.ts'

const SIGN_IN = { purpose: 'sign_in', letter: signInLetter } as const

/** Mails a link that signs the student in, where the address has an account. */
export const mailSignInLink = (tenant: Tenant, email: string, now = Date.now()): Promise<void> => mailLinkTo(tenant, email, SIGN_IN, now)

/** For who knows that there is such a student: staff. @throws TooManyLetters */
export const postSignInLink = (tx: Writing, studentId: string, now: number): void => mailLink(tx, studentId, SIGN_IN, now)

/** Signs in whoever holds the link, and uses it up. @throws LinkSpent, StudentSuspended */
export function signInByLink(tx: Writing, unsealed: unknown, device: Device, now = Date.now()): { studentId: string; token: string } {
  const { student } = spendLinkFor(tx, 'sign_in', unsealed, now)
  return { studentId: student.id, token: letInByMail(tx, student.id, device, now) }
}
