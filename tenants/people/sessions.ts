import { eq, lt, or, sql } from 'drizzle-orm'
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
  return { tokenHash: row.tokenHash, ownerId: row.ownerId, isOld: !row.replacedBy && row.rotatedAt + ROTATE_AFTER_MS <= now }
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

/** Ends the session of this token, and the one it was rotated into or from. */
export function endSession(tx: Writing, table: SessionTable, token: string): void {
  const tokenHash = hashToken(token)
  const row = tx.select().from(table).where(eq(table.tokenHash, tokenHash)).get()
  if (!row) return
  tx.delete(table)
    .where(or(eq(table.tokenHash, tokenHash), eq(table.replacedBy, tokenHash), eq(table.tokenHash, row.replacedBy ?? tokenHash)))
    .run()
}
