import { type Mailer, MailRefused } from '#integrations/mail/mailer.ts'
import { inParallel } from '#lib/in-parallel.ts'
import {
  LetterOutdated,
  lettersDue,
  noteSent,
  noteUnsent,
  type StaffMail,
  setLetterAside,
  writeStaffLetter,
} from '#tenants/registry/staff-post.ts'
import type { Schools } from '#tenants/schools.ts'
import { Rounds } from './rounds.ts'

const A_ROUND = 40
/** What is under way is seen to its end: a letter cut off while it is handed in would be handed in twice. */
const AT_ONCE = 4

/** Sends what waits in platform.db; one that does not leave holds up no other. */
export async function sendStaffLetters(schools: Schools, mailer: Mailer, signal: AbortSignal, now = Date.now()): Promise<void> {
  await inParallel(AT_ONCE, lettersDue(schools.registry, A_ROUND, now), (mail) =>
    signal.aborted ? Promise.resolve() : send(schools, mailer, mail, signal),
  )
}

async function send(schools: Schools, mailer: Mailer, mail: StaffMail, signal: AbortSignal): Promise<void> {
  try {
    await mailer.send(writeStaffLetter(schools, mail), signal)
  } catch (error) {
    const isForGood = error instanceof MailRefused || error instanceof LetterOutdated
    schools.log.warn({ err: error, mail: mail.id, letter: mail.letter, failures: mail.failures }, 'a letter to staff did not leave')
    if (isForGood) await setLetterAside(schools.registry, mail, String(error), Date.now())
    else await noteUnsent(schools.registry, mail, String(error), Date.now())
    return
  }
  await noteSent(schools.registry, mail, Date.now())
}

/** Looks every second, by one small statement, for letters to staff. */
export const staffLetterRounds = (schools: Schools, mailer: Mailer): Rounds =>
  new Rounds(schools, {
    lease: 'staff-letters',
    // Longer than a mail server may take to answer for a whole round.
    leaseMs: 10 * 60_000,
    firstMs: 500,
    everyMs: 1_000,
    round: ({ signal }) => sendStaffLetters(schools, mailer, signal),
  })
