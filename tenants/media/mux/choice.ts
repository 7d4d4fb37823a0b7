import { eq } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { type Actor, record } from '#tenants/events/record.ts'
import { school } from '#tenants/site/schema.ts'
import { schoolProfile } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Preparer } from '../schema.ts'
import { NoMux } from './failures.ts'

/** Who a school says shall prepare its videos; `platform`: whoever does for all. */
export const VIDEO_CHOICES = ['platform', 'lectern', 'mux'] as const
export type VideoChoice = (typeof VIDEO_CHOICES)[number]

export const videoChoice = (db: Reading): VideoChoice => schoolProfile(db).videoBy ?? 'platform'

/** Who prepares what is uploaded now. Without an account at Mux that is us, whatever was chosen. */
export function preparerOf({ mux }: Pick<Tenant, 'mux'>, db: Reading): Preparer {
  if (!mux) return 'lectern'
  return schoolProfile(db).videoBy ?? (mux.place.isDefault ? 'mux' : 'lectern')
}

/** From the next upload on; videos that are there stay where they are (move.ts). @throws NoMux */
export async function chooseVideoBy(tenant: Tenant, actor: Actor, choice: VideoChoice, now = Date.now()): Promise<void> {
  if (!tenant.mux) throw new NoMux()
  await tenant.transact((tx) => {
    if (videoChoice(tx) === choice) return
    tx.update(school)
      .set({ videoBy: choice === 'platform' ? null : choice })
      .where(eq(school.id, 1))
      .run()
    record(tx, { type: 'school.videos_prepared_by', actor, subject: tenant.id, data: { choice } }, now)
  })
}
