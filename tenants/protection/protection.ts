import { getTableColumns } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { CountriesNeeded, CountriesUnchecked } from './failures.ts'
import { type Protection, videoProtection } from './schema.ts'

/** What a school asks that never said anything. */
const NOTHING: Protection = { watermark: 'off', streams: null, countryRule: 'all', countries: [], encrypts: false }

const { id: _, ...columns } = getTableColumns(videoProtection)
const row = prepared((db: Reading) => db.select(columns).from(videoProtection).prepare())

/** What the school asks of who watches its videos, beyond the right to the lesson. */
export const protectionOf = (db: Reading): Protection => row(db).get() ?? NOTHING

/**
 * From the next segment on, for who watches by then too; `encrypts` for what is prepared from now on.
 * @param seesCountries whether requests say where they come from
 * @throws CountriesNeeded for a rule without countries; CountriesUnchecked for a rule that nobody could hold
 */
export async function changeProtection(
  tenant: Tenant,
  actor: string,
  change: Protection,
  seesCountries: boolean,
  now = Date.now(),
): Promise<void> {
  const countries = change.countryRule === 'all' ? [] : [...new Set(change.countries)].sort()
  if (change.countryRule !== 'all' && !seesCountries) throw new CountriesUnchecked()
  if (change.countryRule !== 'all' && countries.length === 0) throw new CountriesNeeded()
  const set = { ...change, countries }
  await tenant.transact((tx) => {
    tx.insert(videoProtection)
      .values({ id: 1, ...set })
      .onConflictDoUpdate({ target: videoProtection.id, set })
      .run()
    record(tx, { type: 'school.videos_protected', actor, subject: tenant.id, data: {} }, now)
  })
}
