import nodemailer from 'nodemailer'
import { type Mailer, MailRefused, type Message } from './mailer.ts'

/** How long a server may take to greet, and to answer. Milliseconds. */
const GREETING_MS = 10_000
const ANSWER_MS = 30_000
const CONNECTIONS = 4

/** Hands letters in at an SMTP server, over a few connections that are kept. */
export function smtpMailer(url: string): Mailer {
  const transport = nodemailer.createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: GREETING_MS,
    greetingTimeout: GREETING_MS,
    socketTimeout: ANSWER_MS,
  })
  return {
    async send(message) {
      try {
        await transport.sendMail(envelope(message))
      } catch (error) {
        throw isForGood(error) ? new MailRefused(String(error), { cause: error }) : error
      }
    },
    close: () => transport.close(),
  }
}

export const envelope = ({ id, from, to, subject, html, text }: Message) => ({
  messageId: `<${id}>`,
  from,
  to,
  subject,
  html,
  text,
  // Asks out-of-office robots not to answer (RFC 3834).
  headers: { 'Auto-Submitted': 'auto-generated' },
})

/** 5xx about the receiver or the letter (RFC 5321, 4.2.1). One about our own account, such as 535, is an operator's to mend, and the letter waits for it. */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('responseCode' in error)) return false
  const { code, responseCode } = error
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number' && responseCode >= 500
}
