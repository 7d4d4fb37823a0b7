import { lt } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { spent } from './schema.ts'

/** Uses up something signed that works once; false for what was used before. */
export function spend(tx: Writing, id: string, expiresAt: number, now: number): boolean {
  tx.delete(spent).where(lt(spent.expiresAt, now)).run()
  return tx.insert(spent).values({ id, expiresAt }).onConflictDoNothing().run().changes === 1
}
