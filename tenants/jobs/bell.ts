import type { Writing } from '#tenants/database/handle.ts'

/** Told inside the school's transaction, before its commit, that a job will be due at `runAt`. */
export type Bell = (runAt: number) => void

const bells = new WeakMap<object, Bell>()

/** The handle hangs a bell on each transaction it opens, so that `enqueue` needs nothing but the transaction. */
export const hangBell = (tx: Writing, bell: Bell): void => void bells.set(tx, bell)

export function ring(tx: Writing, runAt: number): void {
  bells.get(tx)?.(runAt)
}
