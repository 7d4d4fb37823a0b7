import { type Mailer, MailRefused } from '#integrations/mail/mailer.ts'
import { PermanentFailure } from '#tenants/jobs/contract.ts'
import { sendMail } from '#tenants/mail/jobs.ts'
import type { PerformHere } from './here.ts'

/** Performs `mail.send`. */
export const sendMailBy =
  (mailer: Mailer): PerformHere =>
  async (input, signal) => {
    try {
      await mailer.send(sendMail.input.parse(input), signal)
    } catch (error) {
      throw error instanceof MailRefused ? new PermanentFailure('mail.refused', error.message) : error
    }
    return {}
  }
