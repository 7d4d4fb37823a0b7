import { setImmediate as breathe } from 'node:timers/promises'
import { forgetOld, forgetOldOrigins } from '#tenants/forget.ts'
import { eraseDue } from '#tenants/people/erase.ts'
import type { Schools } from '#tenants/schools.ts'
import { Rounds } from './rounds.ts'

/** One school after the other; one that cannot be opened is left for the next time and holds up no other. */
export async function eraseInSchools(schools: Schools, now = Date.now(), goOn = async (): Promise<boolean> => true): Promise<void> {
  await forgetOldOrigins(schools.registry, now)
  for (const { id } of schools.registry.list()) {
    if (!(await goOn())) return
    try {
      const tenant = schools.openById(id)
      await forgetOld(tenant, now)
      const done = await eraseDue(tenant, now)
      if (done.told || done.erased) tenant.log.info(done, 'accounts erased')
    } catch (error) {
      schools.log.warn({ tenant: id, err: error }, 'accounts that are due could not be erased')
    }
    // Requests go first.
    await breathe()
  }
}

/** Looks for accounts whose days are over and for what is to be forgotten, every hour. */
export const erasureRounds = (schools: Schools): Rounds =>
  new Rounds(schools, {
    lease: 'erasures',
    leaseMs: 10 * 60_000,
    firstMs: 2 * 60_000,
    everyMs: 3_600_000,
    round: ({ goOn }) => eraseInSchools(schools, Date.now(), goOn),
  })
