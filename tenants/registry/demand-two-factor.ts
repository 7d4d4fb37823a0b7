import { eq } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { NotAllowed } from '#tenants/people/failures.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { writeAudit } from './audit.ts'
import type { Registry } from './registry.ts'
import { schools } from './schema.ts'
import { roleOf } from './staff-rules.ts'
import { hasTwoFactor } from './two-factor.ts'
import { OwnTwoFactorFirst } from './two-factor-failures.ts'

export interface Demanding {
  readonly schoolId: string
  readonly owner: string
  readonly demanded: boolean
  readonly device: Device
}

/** From their next click on, who works here and has no second step has to set one up first. @throws NotAllowed, OwnTwoFactorFirst */
export const demandTwoFactor = (registry: Registry, { schoolId, owner, demanded, device }: Demanding, now = Date.now()): Promise<void> =>
  registry.transact((tx) => {
    if (roleOf(tx, owner, schoolId) !== 'owner') throw new NotAllowed()
    if (demanded && !hasTwoFactor(tx, owner)) throw new OwnTwoFactorFirst()
    tx.update(schools)
      .set({ twoFactorSince: demanded ? now : null })
      .where(eq(schools.id, schoolId))
      .run()
    const type = demanded ? 'school.two_factor_demanded' : 'school.two_factor_not_demanded'
    writeAudit(tx, { type, schoolId, actor: owner, subject: schoolId, data: {} }, device, now)
  })

export const isTwoFactorDemanded = (db: Reading, schoolId: string): boolean =>
  (db.select({ since: schools.twoFactorSince }).from(schools).where(eq(schools.id, schoolId)).get()?.since ?? null) !== null
