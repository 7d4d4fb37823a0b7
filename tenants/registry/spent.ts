import { eq, lt } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { spent } from './schema.ts'

/** Uses up something signed that works once; false for what was used before. */
export function spend(tx: Writing, id: string, expiresAt: number, now: number): boolean {
  tx.delete(spent).where(lt(spent.expiresAt, now)).run()
  return tx.insert(spent).values({ id, expiresAt }).onConflictDoNothing().run().changes === 1
}

export const isSpent = (db: Reading, id: string): boolean =>
  db.select({ id: spent.id }).from(spent).where(eq(spent.id, id)).get() !== undefined
