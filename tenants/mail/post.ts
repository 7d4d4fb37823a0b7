import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { sendMail } from './jobs.ts'
import { mails } from './schema.ts'

export interface Posting {
  /** A letter of the catalogue (letters.ts). */
  readonly letter: string
  /** Whose letter it is; it goes with them when they are erased. */
  readonly studentId: string | null
  /** Where it is not the student's own address of the day it is sent. */
  readonly address?: string
  /** What the letter is made of: ids, never a text. */
  readonly data?: object
}

/** Posts a letter in the transaction that is its reason: it is sent at least once if and only if that commits. */
export function post(tx: Writing, { letter, studentId, address, data = {} }: Posting, now = Date.now()): string {
  const id = newId('mail', now)
  tx.insert(mails)
    .values({ id, letter, studentId, address: address ?? null, data, createdAt: now })
    .run()
  enqueue(tx, sendMail, { payload: { mailId: id }, subject: id }, now)
  return id
}
