import { eq } from 'drizzle-orm'
import { hashToken } from '#lib/crypto.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { sessionProofs, sessions } from './schema.ts'
import { ProofNeeded } from './two-factor-failures.ts'

/** How long a proof is good for what must not be done by whoever finds an open laptop. */
export const PROOF_LIFE_MS = 10 * 60_000

/** The person behind this session has just proved who they are, by all that sign-in asks of them. */
export function noteProof(tx: Writing, token: string, now: number): void {
  const tokenHash = newest(tx, token)
  tx.insert(sessionProofs)
    .values({ tokenHash, at: now })
    .onConflictDoUpdate({ target: sessionProofs.tokenHash, set: { at: now } })
    .run()
}

export const isProven = (db: Reading, token: string, now = Date.now()): boolean => {
  const hashes = [hashToken(token), newest(db, token)]
  return hashes.some((tokenHash) => {
    const proof = db.select({ at: sessionProofs.at }).from(sessionProofs).where(eq(sessionProofs.tokenHash, tokenHash)).get()
    // A proof from the future was made by a clock that has been set back since.
    return proof !== undefined && proof.at <= now && proof.at > now - PROOF_LIFE_MS
  })
}

/** @throws ProofNeeded */
export function requireProof(db: Reading, token: string, now = Date.now()): void {
  if (!isProven(db, token, now)) throw new ProofNeeded()
}

/** This very request may have given the session a new token. */
const newest = (db: Reading, token: string): string => {
  const tokenHash = hashToken(token)
  return db.select({ by: sessions.replacedBy }).from(sessions).where(eq(sessions.tokenHash, tokenHash)).get()?.by ?? tokenHash
}
