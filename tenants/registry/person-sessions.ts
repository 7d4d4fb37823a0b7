import { and, desc, eq, gt, isNull, or } from 'drizzle-orm'
import { hashToken } from '#lib/crypto.ts'
import type { Writing } from '#tenants/database/handle.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { auditOwn } from './audit.ts'
import type { Registry } from './registry.ts'
import { sessions } from './schema.ts'

export interface PersonSession {
  /** The hash of its token: names it, and opens nothing. */
  readonly id: string
  readonly isThis: boolean
  readonly userAgent: string
  readonly address: string
  readonly begunAt: number
  /** To the day: when its token was last renewed. */
  readonly seenAt: number
}

/** Where a person is signed in, the latest first. */
export const sessionsOf = (registry: Registry, personId: string, token: string, now = Date.now()): PersonSession[] =>
  registry
    .read((db) =>
      db
        .select()
        .from(sessions)
        .where(and(eq(sessions.ownerId, personId), isNull(sessions.replacedBy), gt(sessions.expiresAt, now)))
        .orderBy(desc(sessions.rotatedAt))
        .all(),
    )
    .map((row) => ({
      id: row.tokenHash,
      isThis: row.tokenHash === hashToken(token),
      userAgent: row.userAgent,
      address: row.address,
      begunAt: row.createdAt,
      seenAt: row.rotatedAt,
    }))

/** Ends one of the person's own sessions; one that has ended meanwhile is as good. */
export const endOneSession = (registry: Registry, personId: string, id: string, device: Device): Promise<void> =>
  registry.transact((tx) => {
    const ended = tx
      .delete(sessions)
      .where(and(eq(sessions.ownerId, personId), or(eq(sessions.tokenHash, id), eq(sessions.replacedBy, id))))
      .run().changes
    if (ended) auditOwn(tx, personId, 'session.ended', {}, device)
  })

/** Signs out every device but the one that asks. */
export const endOtherSessions = (registry: Registry, personId: string, token: string, device: Device): Promise<number> =>
  registry.transact((tx) => {
    const count = endOthers(tx, personId, token)
    auditOwn(tx, personId, 'sessions.ended', { count }, device)
    return count
  })

export function endOthers(tx: Writing, personId: string, token: string): number {
  const all = tx.select().from(sessions).where(eq(sessions.ownerId, personId)).all()
  const asked = hashToken(token)
  // This very request may have given the session a new token.
  const own = all.find((row) => row.tokenHash === asked)?.replacedBy ?? asked
  const others = all.filter((row) => row.tokenHash !== own && row.replacedBy !== own)
  for (const { tokenHash: id } of others) tx.delete(sessions).where(eq(sessions.tokenHash, id)).run()
  return others.length
}

export function endAllSessions(tx: Writing, personId: string): void {
  tx.delete(sessions).where(eq(sessions.ownerId, personId)).run()
}
