import { type Mailer, MailRefused } from '#integrations/mail/mailer.ts'
import { letters } from './tallies.ts'

/** Counts what becomes of letters, of schools and of the platform alike. */
export const countedMailer = (mailer: Mailer): Mailer => ({
  async send(message, signal) {
    try {
      await mailer.send(message, signal)
    } catch (error) {
      // Who stops the server is not the mail server's trouble.
      if (!signal.aborted) letters.of(error instanceof MailRefused ? 'refused' : 'failed').count++
      throw error
    }
    letters.of('sent').count++
  },
  close: () => mailer.close(),
})
