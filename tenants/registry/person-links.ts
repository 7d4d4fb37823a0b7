import { and, eq, gt, ne, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { LinkSpent } from '#tenants/people/failures.ts'
import { type OneTimeLink, openLink, spendLink } from '#tenants/people/one-time-links.ts'
import { personLinks } from './schema.ts'

/** What a link in a letter to staff is good for. */
export const PERSON_LINKS = ['password', 'email', 'email_back', 'ownership', 'identity'] as const
export type PersonLink = (typeof PERSON_LINKS)[number]

/** What the link can still do; nothing is used up. @throws LinkSpent */
export function lookAtLink(db: Reading, unsealed: unknown, now = Date.now()): OneTimeLink & { readonly purpose: PersonLink } {
  const link = openLink(db, personLinks, unsealed, now)
  const purpose = PERSON_LINKS.find((one) => one === link.purpose)
  if (!purpose) throw new LinkSpent()
  return { ...link, purpose }
}

/** Uses it up for this purpose alone. @throws LinkSpent */
export function spendFor(tx: Writing, unsealed: unknown, purpose: PersonLink, now: number): OneTimeLink {
  const link = spendLink(tx, personLinks, unsealed, now)
  if (link.purpose !== purpose) throw new LinkSpent()
  return link
}

/** Nobody's older links work any more, but for the way back to an address: who took an account over must not close that. */
export function dropPersonLinks(tx: Writing, personId: string): void {
  tx.delete(personLinks)
    .where(and(eq(personLinks.ownerId, personId), ne(personLinks.purpose, 'email_back' satisfies PersonLink)))
    .run()
}

/** Whether an account can still come back to this address: until then it is nobody else's. */
export const isHeldForSomebody = (db: Reading, email: string, besides: string | undefined, now: number): boolean =>
  db
    .select({ id: personLinks.id })
    .from(personLinks)
    .where(
      and(
        eq(personLinks.purpose, 'email_back' satisfies PersonLink),
        gt(personLinks.expiresAt, now),
        eq(sql`json_extract(${personLinks.data}, '$.email')`, email),
        besides === undefined ? undefined : ne(personLinks.ownerId, besides),
      ),
    )
    .get() !== undefined
