import type { Writing } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { letInByMail } from './let-in.ts'
import { signInLetter } from './letters.ts'
import type { Device } from './sessions.ts'
import { mailLinkTo, spendLinkFor } from './student-links.ts'

/** Mails a link that signs the student in, where the address has an account. */
export const mailSignInLink = (tenant: Tenant, email: string, now = Date.now()): Promise<void> =>
  mailLinkTo(tenant, email, { purpose: 'sign_in', letter: signInLetter }, now)

/** Signs in whoever holds the link, and uses it up. @throws LinkSpent */
export function signInByLink(tx: Writing, unsealed: unknown, device: Device, now = Date.now()): { studentId: string; token: string } {
  const { student } = spendLinkFor(tx, 'sign_in', unsealed, now)
  return { studentId: student.id, token: letInByMail(tx, student.id, device, now) }
}
