import type { Writing } from '#tenants/database/handle.ts'
import type { Device } from '#tenants/people/sessions.ts'

const devices = new WeakMap<object, Device>()

/** The handle says for each transaction from where it is written, so that verbs need not pass it on. */
export function noteDevice(tx: Writing, device: Device | undefined): void {
  // The object outlives its transaction.
  if (device) devices.set(tx, device)
  else devices.delete(tx)
}

export const deviceOf = (tx: Writing): Device | undefined => devices.get(tx)
