import { and, asc, count, eq, isNull } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { authenticators, passkeys, recoveryCodes, type schools } from './schema.ts'
import { TwoFactorNeeded } from './two-factor-failures.ts'

export interface PasskeyOfPerson {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly usedAt: number | null
}

/** What somebody has for the second step. */
export interface TwoFactor {
  readonly isOn: boolean
  readonly appSince: number | null
  readonly passkeys: readonly PasskeyOfPerson[]
  readonly recoveryCodesLeft: number
}

export function twoFactorOf(db: Reading, personId: string): TwoFactor {
  const app = db.select({ at: authenticators.createdAt }).from(authenticators).where(eq(authenticators.personId, personId)).get()
  const keys = db
    .select({ id: passkeys.id, name: passkeys.name, createdAt: passkeys.createdAt, usedAt: passkeys.usedAt })
    .from(passkeys)
    .where(eq(passkeys.personId, personId))
    .orderBy(asc(passkeys.createdAt))
    .all()
  return {
    isOn: app !== undefined || keys.length > 0,
    appSince: app?.at ?? null,
    passkeys: keys,
    recoveryCodesLeft: recoveryCodesLeft(db, personId),
  }
}

/** Whether sign-in has a second step for this person: they have an app or a passkey. */
export const hasTwoFactor = (db: Reading, personId: string): boolean =>
  db.select({ id: authenticators.personId }).from(authenticators).where(eq(authenticators.personId, personId)).get() !== undefined ||
  db.select({ id: passkeys.id }).from(passkeys).where(eq(passkeys.personId, personId)).get() !== undefined

export const recoveryCodesLeft = (db: Reading, personId: string): number =>
  db
    .select({ n: count() })
    .from(recoveryCodes)
    .where(and(eq(recoveryCodes.personId, personId), isNull(recoveryCodes.usedAt)))
    .get()?.n ?? 0

/** Asked at the door of a school's dashboard. @throws TwoFactorNeeded */
export function requireTwoFactorOf(db: Reading, school: Pick<typeof schools.$inferSelect, 'twoFactorSince'>, personId: string): void {
  if (school.twoFactorSince !== null && !hasTwoFactor(db, personId)) throw new TwoFactorNeeded()
}
