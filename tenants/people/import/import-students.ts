import { setImmediate as nextTurn } from 'node:timers/promises'
import { newId } from '#lib/ids.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { admit } from '../admit.ts'
import type { ImportPlan } from './plan.ts'

/** Rows of one transaction: some tens of milliseconds, in which nobody else is answered. */
const SLICE = 200

export interface Imported {
  readonly added: number
  readonly updated: number
}

/**
 * Brings in what was planned, a slice at a time, and lets others be answered in between. A slice is kept whole or not at all; who
 * sends the same table again after a crash finds the rest added and nothing doubled, because an e-mail is there once.
 */
export async function importStudents(
  tenant: Tenant,
  actor: string,
  plan: ImportPlan,
  invites: boolean,
  now = Date.now(),
): Promise<Imported> {
  let added = 0
  for (let at = 0; at < plan.admissions.length; at += SLICE) {
    const slice = plan.admissions.slice(at, at + SLICE)
    added += await tenant.transact((tx) => slice.filter((row) => admit(tx, actor, row, { source: 'import', invites }, now).isNew).length)
    await nextTurn()
  }
  const updated = plan.admissions.length - added
  const data = { added, updated, refused: plan.refused.length }
  await tenant.transact((tx) => record(tx, { type: 'students.imported', actor, subject: newId('import', now), data }, now))
  return { added, updated }
}
