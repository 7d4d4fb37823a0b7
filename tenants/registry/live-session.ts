import { eq } from 'drizzle-orm'
import { hashToken } from '#lib/crypto.ts'
import type { Registry } from './registry.ts'
import { sessions } from './schema.ts'

const row = (registry: Registry, tokenHash: string) =>
  registry.read((db) => db.select().from(sessions).where(eq(sessions.tokenHash, tokenHash)).get())

/** What names the session of this token from now on: this very request may have given it a new one. */
export function sessionHash(registry: Registry, token: string): string {
  const tokenHash = hashToken(token)
  return row(registry, tokenHash)?.replacedBy ?? tokenHash
}

/** Whether this person has not signed out of the session since; one that got a new token goes on. */
export function isSignedIn(registry: Registry, personId: string, tokenHash: string, now = Date.now()): boolean {
  const known = row(registry, tokenHash)
  const session = known?.replacedBy ? row(registry, known.replacedBy) : known
  return session !== undefined && session.ownerId === personId && session.expiresAt > now
}
