import { z } from 'zod'
import { newToken } from '#lib/crypto.ts'
import type { Schools } from '#tenants/schools.ts'

const LIFE_MS = 5 * 60_000
const SEAL = 'passkey-challenge'

/** What a passkey is asked for: to sign in by itself, as the second step, to prove again who is there, or to be added. */
export const PASSKEY_PURPOSES = ['sign_in', 'second_step', 'proof', 'add'] as const
export type PasskeyPurpose = (typeof PASSKEY_PURPOSES)[number]

/** Whom a passkey is asked of; undefined: whoever holds one. */
export interface Asked {
  readonly purpose: PasskeyPurpose
  readonly personId?: string
}

const Challenge = z.object({ n: z.string(), w: z.enum(PASSKEY_PURPOSES), p: z.string().optional(), x: z.number().int() })
export type Challenge = z.infer<typeof Challenge>

/** A question that proves by itself that it is ours, so that asking writes nothing: what signs it signs its purpose and its end too. */
export const newChallenge = (schools: Schools, { purpose, personId }: Asked, now: number): string =>
  schools.seal(SEAL, { n: newToken(), w: purpose, ...(personId !== undefined && { p: personId }), x: now + LIFE_MS })

/** The question behind a signed challenge, as the browser writes it; undefined for one of another purpose or person, or that has ended. */
export function openChallenge(schools: Schools, signed: string, { purpose, personId }: Asked, now: number): Challenge | undefined {
  const read = Challenge.safeParse(schools.unseal(SEAL, Buffer.from(signed, 'base64url').toString()))
  if (!read.success || read.data.w !== purpose || read.data.p !== personId || read.data.x <= now) return undefined
  return read.data
}
