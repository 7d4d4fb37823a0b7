import { hashToken } from '#lib/crypto.ts'
import type { Writing } from '#tenants/database/handle.ts'
import {
  type Device,
  endOneSession as endOne,
  endOtherSessions as endOthersOf,
  endSessionsOf,
  sessionsOf as rowsOf,
  type SessionRow,
} from '#tenants/people/sessions.ts'
import { auditOwn } from './audit.ts'
import type { Registry } from './registry.ts'
import { sessions } from './schema.ts'

const own = (ownerId: string, token: string) => ({ ownerId, tokenHash: hashToken(token) })

/** Where a person is signed in, the latest first. */
export const sessionsOf = (registry: Registry, personId: string, token: string, now = Date.now()): SessionRow[] =>
  registry.read((db) => rowsOf(db, sessions, own(personId, token), now))

/** Ends one of the person's own sessions; one that has ended meanwhile is as good. */
export const endOneSession = (registry: Registry, personId: string, tokenHash: string, device: Device): Promise<void> =>
  registry.transact((tx) => {
    if (endOne(tx, sessions, personId, tokenHash)) auditOwn(tx, personId, 'session.ended', {}, device)
  })

/** Signs out every device but the one that asks. */
export const endOtherSessions = (registry: Registry, personId: string, token: string, device: Device): Promise<number> =>
  registry.transact((tx) => {
    const count = endOthers(tx, personId, token)
    auditOwn(tx, personId, 'sessions.ended', { count }, device)
    return count
  })

export const endOthers = (tx: Writing, personId: string, token: string): number => endOthersOf(tx, sessions, own(personId, token))

export const endAllSessions = (tx: Writing, personId: string): void => endSessionsOf(tx, sessions, personId)
