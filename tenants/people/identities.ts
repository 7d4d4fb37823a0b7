import { and, asc, eq, ne } from 'drizzle-orm'
import type { Profile, ProviderName } from '#integrations/oauth/provider.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { IdentityTaken } from './failures.ts'
import type { IdentityTable } from './identity-table.ts'

/** One account elsewhere. */
export type IdentityKey = Pick<Profile, 'provider' | 'subject'>

export interface Identity extends IdentityKey {
  readonly email: string
  readonly linkedAt: number
  readonly usedAt: number
}

const isIt = (table: IdentityTable, { provider, subject }: IdentityKey) => and(eq(table.provider, provider), eq(table.subject, subject))

/** Whose account here it opens. */
export const ownerOf = (db: Reading, table: IdentityTable, key: IdentityKey): string | undefined =>
  db.select({ ownerId: table.ownerId }).from(table).where(isIt(table, key)).get()?.ownerId

export const identitiesOf = (db: Reading, table: IdentityTable, ownerId: string): Identity[] =>
  db
    .select({ provider: table.provider, subject: table.subject, email: table.email, linkedAt: table.linkedAt, usedAt: table.usedAt })
    .from(table)
    .where(eq(table.ownerId, ownerId))
    .orderBy(asc(table.linkedAt))
    .all()

/** From now on it opens this account. Answers whether that is new. @throws IdentityTaken when it opens somebody else's */
export function addIdentity(tx: Writing, table: IdentityTable, ownerId: string, profile: Profile, now: number): boolean {
  const owner = ownerOf(tx, table, profile)
  if (owner === ownerId) return false
  if (owner !== undefined) throw new IdentityTaken(profile.provider)
  const { provider, subject, email } = profile
  tx.insert(table)
    .values({ provider, subject, ownerId, email: email ?? '', linkedAt: now, usedAt: now })
    .run()
  return true
}

export const noteUse = (tx: Writing, table: IdentityTable, profile: Profile, now: number): void =>
  void tx
    .update(table)
    .set({ usedAt: now, email: profile.email ?? '' })
    .where(isIt(table, profile))
    .run()

/** Answers whether it was this one's. */
export const dropIdentity = (tx: Writing, table: IdentityTable, ownerId: string, key: IdentityKey): boolean =>
  tx
    .delete(table)
    .where(and(isIt(table, key), eq(table.ownerId, ownerId)))
    .run().changes > 0

/** Who took an account over may have linked one of their own: what has another address goes when the owner of this one is back. */
export const dropOthersIdentities = (tx: Writing, table: IdentityTable, ownerId: string, email: string): void =>
  void tx
    .delete(table)
    .where(and(eq(table.ownerId, ownerId), ne(table.email, email)))
    .run()

/** What a link in a letter keeps of whom it links. */
export const linkData = ({ provider, subject, email }: Profile): { provider: ProviderName; subject: string; address: string } => ({
  provider,
  subject,
  address: email ?? '',
})
