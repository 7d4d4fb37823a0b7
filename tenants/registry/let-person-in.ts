import type { Writing } from '#tenants/database/handle.ts'
import { type Device, startSession } from '#tenants/people/sessions.ts'
import { sessions } from './schema.ts'

/** Every way in for staff ends here, in the transaction of its proof: nothing else begins a session of theirs. */
export const letPersonIn = (tx: Writing, personId: string, device: Device, now: number): string =>
  startSession(tx, sessions, personId, device, now)
