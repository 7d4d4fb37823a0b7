import type { Writing } from '#tenants/database/handle.ts'
import { catalogue, type EventData, type EventType } from './catalogue.ts'
import { deviceOf } from './origin.ts'
import { eventOrigins, events } from './schema.ts'

/** Who did it: a person of the staff, a student, or the platform itself. */
export type Actor = string

/** Writes an event in the transaction that did it, so the two are kept or lost together. */
export function record<T extends EventType>(
  tx: Writing,
  event: { type: T; actor: Actor; subject: string; data: EventData<T> },
  now = Date.now(),
): void {
  const data = catalogue[event.type].parse(event.data)
  const { lastInsertRowid } = tx
    .insert(events)
    .values({ type: event.type, actor: event.actor, subject: event.subject, data, at: now })
    .run()
  const device = deviceOf(tx)
  if (!device) return
  tx.insert(eventOrigins)
    .values({ seq: Number(lastInsertRowid), address: device.address, userAgent: device.userAgent.slice(0, 300) })
    .run()
}
