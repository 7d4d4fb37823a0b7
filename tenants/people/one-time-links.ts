import { and, count, eq, gt, lt, ne } from 'drizzle-orm'
import { z } from 'zod'
import { newId } from '#lib/ids.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { LinkSpent, TooManyLetters } from './failures.ts'
import type { LinkTable } from './link-table.ts'

const HOUR = 3_600_000
/** Of one purpose, to one person: enough for who mistypes, and no way to fill somebody's mailbox. */
const MOST_AN_HOUR = 5

export interface OneTimeLink {
  readonly id: string
  readonly purpose: string
  readonly ownerId: string
  readonly data: unknown
  readonly expiresAt: number
}

/** What a link's seal is made under. */
export const LINK_SEAL = 'one-time-link'

/**
 * Makes a link that works once. What a person gets is its sealed id: who reads the database cannot make one.
 * @throws TooManyLetters
 */
export function makeLink(
  tx: Writing,
  table: LinkTable,
  link: { ownerId: string; purpose: string; data?: object; lifeMs: number },
  now = Date.now(),
): string {
  const lately = and(eq(table.ownerId, link.ownerId), eq(table.purpose, link.purpose), gt(table.createdAt, now - HOUR))
  const made = tx.select({ n: count() }).from(table).where(lately).get()?.n ?? 0
  if (made >= MOST_AN_HOUR) throw new TooManyLetters()
  tx.delete(table)
    .where(lt(table.expiresAt, now - HOUR))
    .run()
  const id = newId('link', now)
  tx.insert(table)
    .values({ id, purpose: link.purpose, ownerId: link.ownerId, data: link.data ?? {}, createdAt: now, expiresAt: now + link.lifeMs })
    .run()
  return id
}

const Sealed = z.object({ l: z.string().max(64) })

export const sealedLink = (id: string): z.infer<typeof Sealed> => ({ l: id })

/** The link behind what was unsealed, while it can still be used. @throws LinkSpent */
export function openLink(db: Reading, table: LinkTable, unsealed: unknown, now = Date.now()): OneTimeLink {
  const sealed = Sealed.safeParse(unsealed)
  const row = sealed.success ? db.select().from(table).where(eq(table.id, sealed.data.l)).get() : undefined
  if (!row || row.usedAt !== null || row.expiresAt <= now) throw new LinkSpent()
  return row
}

/** Uses it up, in the transaction that does what it is good for; of two at the same moment one gets it. @throws LinkSpent */
export function spendLink(tx: Writing, table: LinkTable, unsealed: unknown, now = Date.now()): OneTimeLink {
  const link = openLink(tx, table, unsealed, now)
  tx.update(table).set({ usedAt: now }).where(eq(table.id, link.id)).run()
  return link
}

/**
 * Somebody's older links work no more: after a new password, or another address.
 * @param keep a purpose whose links outlive that, because who took an account over must not end them
 */
export function dropLinks(tx: Writing, table: LinkTable, ownerId: string, keep?: string): void {
  tx.delete(table)
    .where(and(eq(table.ownerId, ownerId), keep === undefined ? undefined : ne(table.purpose, keep)))
    .run()
}
