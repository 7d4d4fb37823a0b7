import { z } from 'zod'
import { hashToken, newToken } from '#lib/crypto.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { type Device, startSession } from '#tenants/people/sessions.ts'
import { auditOwn } from './audit.ts'
import { type Person, sessions } from './schema.ts'
import { noteProof } from './session-proof.ts'
import { hasTwoFactor } from './two-factor.ts'

export const TICKET_LIFE_MS = 5 * 60_000

/** What says, for five minutes and to one browser, that the first step was taken. It opens nothing by itself. */
export const Ticket = z.object({
  /** Whose it is. */
  p: z.string().max(64),
  /** Of the password: a new one ends every ticket. */
  h: z.string().max(64),
  /** Its own name: it works once. */
  n: z.string().max(64),
  /** When it ends. */
  x: z.number().int(),
})
export type Ticket = z.infer<typeof Ticket>

/** What a ticket's seal is made under. */
export const TICKET_SEAL = 'second-step'

/** A session, or the question for the second step. */
export type Admission = { readonly token: string; readonly ticket?: undefined } | { readonly ticket: Ticket; readonly token?: undefined }

/**
 * Where every way in for staff ends: a password, a letter, another provider's word. Who has a second step gets no session yet but a
 * ticket to it. What the browser is handed is decided by `enter` (app/sessions.server.ts), which takes the answer of this.
 *
 * No session of staff may begin in another way: what stands below is for who needs no second step, and a test holds who calls it.
 */
export function admit(tx: Writing, person: Pick<Person, 'id' | 'passwordHash'>, device: Device, now: number): Admission {
  if (hasTwoFactor(tx, person.id)) {
    auditOwn(tx, person.id, 'second_step.asked', {}, device, now)
    return { ticket: { p: person.id, h: passwordMark(person), n: newToken(), x: now + TICKET_LIFE_MS } }
  }
  auditOwn(tx, person.id, 'person.signed_in', {}, device, now)
  return { token: openSession(tx, person.id, device, now) }
}

/** For who took the second step, signed in by a passkey, or has this moment made the account: all that can be asked of them. */
export function openSession(tx: Writing, personId: string, device: Device, now: number): string {
  const token = startSession(tx, sessions, personId, device, now)
  noteProof(tx, token, now)
  return token
}

/** Of who is signed in and chose a new password: another token for the same device, which proves nothing new. */
export const continueSession = (tx: Writing, personId: string, device: Device, now: number): string =>
  startSession(tx, sessions, personId, device, now)

export const passwordMark = ({ passwordHash }: Pick<Person, 'passwordHash'>): string => hashToken(passwordHash)
