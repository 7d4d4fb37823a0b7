import { and, desc, eq, gt, isNull, lt, ne, or, sql } from 'drizzle-orm'
import { hashToken, newToken } from '#lib/crypto.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import type { SessionTable } from './session-table.ts'

const DAY = 86_400_000
export const SESSION_LIFE_MS = 30 * DAY
const ROTATE_AFTER_MS = DAY
/** How long the token before still works after a rotation. */
const GRACE_MS = 60_000

export interface Device {
  readonly userAgent: string
  readonly address: string
}

export interface Session {
  readonly tokenHash: string
  readonly ownerId: string
  /** Stays what it is when the token is replaced: with the owner it names the session. */
  readonly begunAt: number
  /** Time to give the browser a new token, at its next unsafe request. */
  readonly isOld: boolean
}

/** Starts a session and answers the token for the cookie. Always a new one: a token from before signing in is worth nothing. */
export function startSession(tx: Writing, table: SessionTable, ownerId: string, device: Device, now = Date.now()): string {
  const token = newToken()
  tx.delete(table).where(lt(table.expiresAt, now)).run()
  tx.insert(table)
    .values({
      tokenHash: hashToken(token),
      ownerId,
      createdAt: now,
      rotatedAt: now,
      expiresAt: now + SESSION_LIFE_MS,
      userAgent: device.userAgent.slice(0, 300),
      address: device.address,
    })
    .run()
  return token
}

const byTable = new WeakMap<SessionTable, ReturnType<typeof byHash>>()

const byHash = (table: SessionTable) =>
  prepared((db: Reading) =>
    db
      .select()
      .from(table)
      .where(eq(table.tokenHash, sql.placeholder('tokenHash')))
      .prepare(),
  )

function sessionIn(table: SessionTable): ReturnType<typeof byHash> {
  const known = byTable.get(table) ?? byHash(table)
  byTable.set(table, known)
  return known
}

export function findSession(db: Reading, table: SessionTable, token: string, now = Date.now()): Session | undefined {
  const row = sessionIn(table)(db).get({ tokenHash: hashToken(token) })
  if (!row || row.expiresAt <= now) return undefined
  return {
    tokenHash: row.tokenHash,
    ownerId: row.ownerId,
    begunAt: row.createdAt,
    isOld: !row.replacedBy && row.rotatedAt + ROTATE_AFTER_MS <= now,
  }
}

const liveOnes = new WeakMap<SessionTable, ReturnType<typeof byBeginning>>()

const byBeginning = (table: SessionTable) =>
  prepared((db: Reading) =>
    db
      .select({ expiresAt: table.expiresAt })
      .from(table)
      .where(and(eq(table.ownerId, sql.placeholder('ownerId')), eq(table.createdAt, sql.placeholder('begunAt'))))
      .prepare(),
  )

/** Whether a session that was begun then has not been ended since. For what is shown without its cookie. */
export function isLive(db: Reading, table: SessionTable, { ownerId, begunAt }: Pick<Session, 'ownerId' | 'begunAt'>, now = Date.now()) {
  const known = liveOnes.get(table) ?? byBeginning(table)
  liveOnes.set(table, known)
  return known(db)
    .all({ ownerId, begunAt })
    .some(({ expiresAt }) => expiresAt > now)
}

/** Gives the session a new token and a new lease of life; the old token dies after a minute. */
export function rotateSession(tx: Writing, table: SessionTable, session: Session, now = Date.now()): string | undefined {
  const row = tx.select().from(table).where(eq(table.tokenHash, session.tokenHash)).get()
  if (!row || row.replacedBy) return undefined
  const token = newToken()
  const tokenHash = hashToken(token)
  tx.insert(table)
    .values({ ...row, tokenHash, rotatedAt: now, expiresAt: now + SESSION_LIFE_MS })
    .run()
  tx.update(table)
    .set({ replacedBy: tokenHash, expiresAt: now + GRACE_MS })
    .where(eq(table.tokenHash, session.tokenHash))
    .run()
  return token
}

/** Ends the session of this token. */
export function endSession(tx: Writing, table: SessionTable, token: string): void {
  const tokenHash = hashToken(token)
  const row = tx.select().from(table).where(eq(table.tokenHash, tokenHash)).get()
  if (row) endOneSession(tx, table, row.ownerId, tokenHash)
}

/** Everybody's out: after a new password, or when an account is given back. */
export function endSessionsOf(tx: Writing, table: SessionTable, ownerId: string): void {
  tx.delete(table).where(eq(table.ownerId, ownerId)).run()
}

/** All of the same person but this one; answers how many. */
export function endOtherSessions(tx: Writing, table: SessionTable, { tokenHash, ownerId }: Pick<Session, 'tokenHash' | 'ownerId'>): number {
  const own = newestOf(tx, table, tokenHash)
  const others = and(eq(table.ownerId, ownerId), ne(table.tokenHash, own), or(isNull(table.replacedBy), ne(table.replacedBy, own)))
  const ended = tx.delete(table).where(others).returning({ by: table.replacedBy }).all()
  return ended.filter(({ by }) => by === null).length
}

/** One of a person's own, by the hash that named it when it was listed. Answers false where it had ended before. */
export function endOneSession(tx: Writing, table: SessionTable, ownerId: string, tokenHash: string): boolean {
  const newest = newestOf(tx, table, tokenHash)
  const family = or(eq(table.tokenHash, newest), eq(table.replacedBy, newest), eq(table.tokenHash, tokenHash))
  return (
    tx
      .delete(table)
      .where(and(eq(table.ownerId, ownerId), family))
      .run().changes > 0
  )
}

export interface SessionRow extends Device {
  readonly tokenHash: string
  readonly createdAt: number
  /** When it last sent a form, to a day. */
  readonly seenAt: number
  readonly isThis: boolean
}

/** Where somebody is signed in, the newest first. */
export function sessionsOf(
  db: Reading,
  table: SessionTable,
  { tokenHash: asked, ownerId }: Pick<Session, 'tokenHash' | 'ownerId'>,
  now = Date.now(),
): SessionRow[] {
  const own = newestOf(db, table, asked)
  return db
    .select()
    .from(table)
    .where(and(eq(table.ownerId, ownerId), isNull(table.replacedBy), gt(table.expiresAt, now)))
    .orderBy(desc(table.rotatedAt))
    .all()
    .map(({ tokenHash, createdAt, rotatedAt, userAgent, address }) => {
      return { tokenHash, createdAt, seenAt: rotatedAt, userAgent, address, isThis: tokenHash === own }
    })
}

/** The session as it goes on: it may have got a new token since it was listed, or by this very request. */
const newestOf = (db: Reading, table: SessionTable, tokenHash: string): string =>
  db.select({ by: table.replacedBy }).from(table).where(eq(table.tokenHash, tokenHash)).get()?.by ?? tokenHash
