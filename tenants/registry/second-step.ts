import { eq } from 'drizzle-orm'
import { fail } from '#lib/failure.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import type { Device } from '#tenants/people/sessions.ts'
import type { Schools } from '#tenants/schools.ts'
import { openSession, passwordMark, Ticket } from './admission.ts'
import { auditOwn } from './audit.ts'
import { takeAppCode } from './authenticator.ts'
import { type Assertion, usePasskey, verifyPasskey } from './passkey-ceremony.ts'
import { checkPassword } from './person-password.ts'
import { takeRecoveryCode } from './recovery-codes.ts'
import { type Person, people } from './schema.ts'
import { noteProof } from './session-proof.ts'
import { isSpent, spend } from './spent.ts'
import { hasTwoFactor } from './two-factor.ts'
import type { Changing } from './two-factor-changes.ts'
import { TicketSpent } from './two-factor-failures.ts'

/** Whose second step a ticket leads to; nothing is used up. @throws TicketSpent */
export function lookAtTicket(db: Reading, unsealed: unknown, now = Date.now()): { ticket: Ticket; person: Person } {
  const ticket = Ticket.safeParse(unsealed).data ?? fail(new TicketSpent())
  const person = db.select().from(people).where(eq(people.id, ticket.p)).get()
  if (!person || ticket.x <= now || ticket.h !== passwordMark(person) || isSpent(db, ticket.n)) throw new TicketSpent()
  return { ticket, person }
}

/** The second step by a typed code, of the app or for recovery: answers the token of a session. @throws TicketSpent, CodeWrong */
export const passByCode = (schools: Schools, unsealed: unknown, code: string, device: Device, now = Date.now()): Promise<string> =>
  schools.registry.transact((tx) => {
    const { ticket } = lookAtTicket(tx, unsealed, now)
    const by = takeCode(tx, schools, ticket.p, code, device, now)
    return pass(tx, ticket, by, device, now)
  })

/** @throws TicketSpent, PasskeyRefused */
export async function passByPasskey(schools: Schools, unsealed: unknown, answer: Assertion, device: Device, now = Date.now()) {
  const { ticket } = schools.registry.read((db) => lookAtTicket(db, unsealed, now))
  const verified = await verifyPasskey(schools, { purpose: 'second_step', personId: ticket.p }, answer, now)
  return schools.registry.transact((tx) => {
    lookAtTicket(tx, unsealed, now)
    usePasskey(tx, verified, now)
    return pass(tx, ticket, 'passkey', device, now)
  })
}

function pass(tx: Writing, ticket: Ticket, by: Step, device: Device, now: number): string {
  if (!spend(tx, ticket.n, ticket.x, now)) throw new TicketSpent()
  auditOwn(tx, ticket.p, 'person.signed_in', { by }, device, now)
  return openSession(tx, ticket.p, device, now)
}

/** Without a password: the passkey says who it is, and its device has made sure of them. @throws PasskeyRefused */
export async function signInByPasskey(schools: Schools, answer: Assertion, device: Device, now = Date.now()): Promise<string> {
  const verified = await verifyPasskey(schools, { purpose: 'sign_in' }, answer, now)
  return schools.registry.transact((tx) => {
    usePasskey(tx, verified, now)
    auditOwn(tx, verified.personId, 'person.signed_in', { by: 'passkey' }, device, now)
    return openSession(tx, verified.personId, device, now)
  })
}

/**
 * Who is signed in proves again who they are, for ten minutes, by all that sign-in asks of them.
 * @param given the code counts for who has a second step
 * @throws SignInRefused, CodeWrong
 */
export async function proveByPassword(
  schools: Schools,
  { person, token, device }: Changing,
  given: { password: string; code: string },
  now = Date.now(),
): Promise<void> {
  await checkPassword(person, given.password)
  await schools.registry.transact((tx) => {
    if (hasTwoFactor(tx, person.id)) takeCode(tx, schools, person.id, given.code, device, now)
    noteProof(tx, token, now)
  })
}

/** @throws PasskeyRefused */
export async function proveByPasskey(schools: Schools, { person, token }: Changing, answer: Assertion, now = Date.now()): Promise<void> {
  const verified = await verifyPasskey(schools, { purpose: 'proof', personId: person.id }, answer, now)
  await schools.registry.transact((tx) => {
    usePasskey(tx, verified, now)
    noteProof(tx, token, now)
  })
}

type Step = 'app' | 'recovery_code' | 'passkey'

/** Six digits are of the app; a recovery code is longer. @throws CodeWrong */
function takeCode(tx: Writing, schools: Schools, personId: string, code: string, device: Device, now: number): Step {
  if (/^\s*(\d\s*){6}$/.test(code)) {
    takeAppCode(tx, schools, personId, code, now)
    return 'app'
  }
  takeRecoveryCode(tx, schools, personId, code, device, now)
  return 'recovery_code'
}
