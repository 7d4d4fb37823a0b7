import { z } from 'zod'
import { defineJob } from '#tenants/jobs/contract.ts'

const Party = z.object({ name: z.string(), address: z.string() })

/** One letter, ready to leave (integrations/mail/mailer.ts). */
export const Message = z.object({ id: z.string(), from: Party, to: Party, subject: z.string(), html: z.string(), text: z.string() })

/**
 * Sends one letter of a school. It carries an address and links that sign people in, so it is performed where the school's file is
 * and never travels through a queue. Failure codes: mail.refused.
 */
export const sendMail = defineJob({
  name: 'mail.send',
  payload: z.object({ mailId: z.string() }),
  input: Message,
  output: z.object({}),
  weight: 'here',
  // With its back-off, most of a day: long enough for a mail server to be mended.
  attempts: 120,
  silenceMs: 90_000,
})
