import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { until } from './server.ts'

/** A letter as its receiver's server got it. */
export interface Received {
  readonly to: string
  readonly mail: Email
}

export interface TestSmtp {
  readonly url: string
  readonly received: readonly Received[]
  /** Refuses what comes next with such a status, so often. */
  refuse(status: number, times: number): void
  /** The newest letter to somebody, as soon as there are so many. */
  letterTo(address: string, count?: number): Promise<Email>
  /** The letter to somebody about this, as soon as it is there: letters of one moment come in any order. */
  letterAbout(subject: string, address: string): Promise<Email>
  close(): Promise<void>
}

/** A real SMTP server that keeps what it is handed. */
export async function smtpServer(): Promise<TestSmtp> {
  const received: Received[] = []
  const refusals: number[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo(_address, _session, done) {
      const status = refusals.shift()
      done(status === undefined ? null : Object.assign(new Error('refused by the test'), { responseCode: status }))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          for (const { address } of session.envelope.rcptTo) received.push({ to: address, mail })
          done()
        }, done)
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (status, times) => void refusals.push(...Array.from({ length: times }, () => status)),
    letterTo: (address, count = 1) =>
      until(`letter ${count} to ${address}`, () => {
        const theirs = received.filter((one) => one.to === address)
        return theirs.length >= count && theirs.at(-1)?.mail
      }),
    letterAbout: (subject, address) =>
      until(`“${subject}” to ${address}`, () => received.find((one) => one.to === address && one.mail.subject === subject)?.mail),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The address of the button of a letter, as its text part writes it. */
export const linkIn = (mail: Email): URL => new URL(/^https?:\/\/\S*\/link\/\S+$/m.exec(mail.text ?? '')?.[0] ?? '')
