import { and, eq, ne } from 'drizzle-orm'
import { SchoolBroken } from '#tenants/database/failures.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { assets } from '../schema.ts'
import { allAtMux, NOTHING_AT_MUX } from './delete-at-mux.ts'
import { deleteAtMux } from './jobs.ts'

/** Whether something at Mux would be deleted with a school. Of a file that cannot be read nobody knows, so it may be. */
export function hasAtMux(tenant: Tenant): boolean {
  if (!tenant.mux) return false
  try {
    return tenant.read(allAtMux).length > 0
  } catch (error) {
    if (error instanceof SchoolBroken) return true
    throw error
  }
}

/** The school was moved, and plays what it has at Mux where it is now: what is left here knows nothing of it any more, and deletes none of it. */
export async function keepAtMux(tenant: Tenant): Promise<void> {
  await tenant.transact((tx) => {
    tx.update(assets).set(NOTHING_AT_MUX).run()
    tx.delete(jobs)
      .where(and(eq(jobs.kind, deleteAtMux.name), ne(jobs.state, 'done')))
      .run()
  })
}
