import { setImmediate as nextTurn } from 'node:timers/promises'
import { Failure } from '#lib/failure.ts'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { admit } from '../admit.ts'
import type { ImportPlan } from './plan.ts'

/** Rows of one transaction: some tens of milliseconds, in which nobody else is answered. */
const SLICE = 200

export interface Imported {
  readonly added: number
  /** Who was there and got something new; the others had it all. */
  readonly updated: number
  /** What kept the rest from being brought in. */
  readonly stopped?: Failure
}

/**
 * Brings in what was planned, a slice at a time, and lets others be answered in between. A slice is kept and told of whole or not
 * at all; who sends the same table again after it stopped half-way finds the rest added and nothing doubled, because an e-mail is
 * there once.
 */
export async function importStudents(
  tenant: Tenant,
  actor: string,
  plan: ImportPlan,
  invites: boolean,
  now = Date.now(),
): Promise<Imported> {
  let [added, updated] = [0, 0]
  for (let at = 0; at < plan.admissions.length; at += SLICE) {
    const slice = plan.admissions.slice(at, at + SLICE)
    const refused = at === 0 ? plan.refused.length : 0
    try {
      const done = await tenant.transact((tx) => bringIn(tx, actor, slice, { invites, refused }, now))
      added += done.added
      updated += done.updated
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return { added, updated, stopped: error }
    }
    await nextTurn()
  }
  return { added, updated }
}

function bringIn(tx: Writing, actor: string, slice: ImportPlan['admissions'], by: { invites: boolean; refused: number }, now: number) {
  const rows = slice.map((row) => admit(tx, actor, row, { source: 'import', invites: by.invites }, now))
  const data = {
    added: rows.filter(({ isNew }) => isNew).length,
    updated: rows.filter(({ isChanged }) => isChanged).length,
    refused: by.refused,
  }
  record(tx, { type: 'students.imported', actor, subject: newId('import', now), data }, now)
  return data
}
