import { eq, inArray } from 'drizzle-orm'
import { MuxRefused } from '#integrations/mux/mux.ts'
import { SchoolUnknown } from '#tenants/database/failures.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { allAtMux, removeAtMux, type ToDelete } from '#tenants/media/mux/delete-at-mux.ts'
import type { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { domains, memberships, schools, slugs } from './schema.ts'

/**
 * Destroys a school: its address goes dark first, then its jobs, its objects, and its file last, which is how a restart knows
 * that there is something left to do. The slug is never given out again. Safe to repeat after a crash between any two steps.
 */
export async function destroySchool(all: Schools, schoolId: string, now = Date.now()): Promise<void> {
  await all.registry.transact((tx) => {
    tx.update(schools).set({ deletedAt: now }).where(eq(schools.id, schoolId)).run()
    tx.update(slugs).set({ retiredAt: now }).where(eq(slugs.schoolId, schoolId)).run()
    tx.delete(domains).where(eq(domains.schoolId, schoolId)).run()
    tx.delete(memberships).where(eq(memberships.schoolId, schoolId)).run()
  })
  await clearSchool(all, schoolId)
}

/** What follows the mark in the registry. */
export async function clearSchool(all: Schools, schoolId: string): Promise<void> {
  const tenant = all.handleFor({ id: schoolId, slug: 'gone' })
  all.forget(schoolId)
  await cancelAll(tenant)
  await deleteAllAtMux(tenant)
  const objects = await tenant.files.deletePrefix('')
  all.pool.remove(schoolId)
  // What an attempt that was told to stop wrote meanwhile.
  const late = await tenant.files.deletePrefix('')
  tenant.log.info({ objects: objects + late }, 'school destroyed')
}

/** Whoever runs an attempt of this school hears at its next report that it is over. */
async function cancelAll(tenant: Tenant): Promise<void> {
  try {
    await tenant.transact((tx) => {
      tx.update(jobs)
        .set({ state: 'cancelled', finishedAt: Date.now() })
        .where(inArray(jobs.state, ['waiting', 'running']))
        .run()
    })
  } catch (error) {
    // Removed by an earlier try, or broken: what cannot be opened has nobody who runs its jobs.
    if (!(error instanceof SchoolUnknown)) tenant.log.warn({ err: error }, 'the jobs of a school that goes could not be cancelled')
  }
}

/**
 * What it has at Mux goes while its file still knows it. Where Mux is away this fails, and is done again at the next start; where Mux does
 * not take us any more, nobody can delete it but whoever has the account.
 */
async function deleteAllAtMux(tenant: Tenant): Promise<void> {
  const { mux } = tenant
  const left = knownAtMux(tenant)
  if (!mux) {
    if (left.length) tenant.log.warn({ left }, 'a school that goes has videos at Mux, and no account is set up: they are left there')
    return
  }
  for (const one of left) {
    try {
      await removeAtMux(mux, one)
    } catch (error) {
      if (!(error instanceof MuxRefused)) throw error
      tenant.log.error({ err: error, left: one }, 'a video of a school that goes could not be deleted at Mux')
    }
  }
}

function knownAtMux(tenant: Tenant): ToDelete[] {
  try {
    return tenant.read(allAtMux)
  } catch (error) {
    // Removed by an earlier try, which has asked; or broken, and nobody knows.
    if (!(error instanceof SchoolUnknown)) tenant.log.warn({ err: error }, 'what a school that goes has at Mux cannot be read')
    return []
  }
}
