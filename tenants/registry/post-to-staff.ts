import { lt } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { platformMails } from './schema.ts'

/** How long it is kept what was written to whom. */
const KEPT_MS = 90 * 86_400_000

export interface StaffPosting {
  /** A letter of the catalogue (staff-letters.ts). */
  readonly letter: string
  /** Whose letter it is; null for who has no account. */
  readonly personId: string | null
  /** Where it is not the person's own address of the day it is sent. */
  readonly address?: string
  /** In whose name and look; the platform's without it. */
  readonly schoolId?: string
  /** What the letter is made of: ids, never a text. */
  readonly data?: object
}

/** Posts a letter in the transaction that is its reason: it is sent at least once if and only if that commits. */
export function postToStaff(tx: Writing, { letter, personId, address, schoolId, data = {} }: StaffPosting, now = Date.now()): string {
  const id = newId('mail', now)
  tx.delete(platformMails)
    .where(lt(platformMails.createdAt, now - KEPT_MS))
    .run()
  tx.insert(platformMails)
    .values({ id, letter, personId, address: address ?? null, schoolId: schoolId ?? null, data, createdAt: now, runAt: now })
    .run()
  return id
}
