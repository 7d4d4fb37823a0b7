import { and, eq } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { networkOf } from '#lib/network.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { deviceName } from './device-name.ts'
import { studentDevices, studentSessions } from './schema.ts'
import type { Device } from './sessions.ts'

/**
 * Notes from where a student signs in. Answers the device's id when they signed in before, and never from this browser or
 * this network: that is worth a letter. Their first one is worth none.
 */
export function rememberDevice(tx: Writing, studentId: string, from: Device, now: number): string | undefined {
  const device = deviceName(from.userAgent)
  const network = networkOf(from.address)
  const known = knownDevices(tx, studentId)
  const id = newId('device', now)
  tx.insert(studentDevices)
    .values({ id, studentId, device, network, firstAt: now, seenAt: now })
    .onConflictDoUpdate({
      target: [studentDevices.studentId, studentDevices.device, studentDevices.network],
      set: { seenAt: now },
    })
    .run()
  const isKnown = known.some((one) => one.device === device && one.network === network)
  return known.length === 0 || isKnown ? undefined : id
}

/** Also those of sessions from before devices were noted. */
function knownDevices(db: Reading, studentId: string): { device: string; network: string }[] {
  const noted = db
    .select({ device: studentDevices.device, network: studentDevices.network })
    .from(studentDevices)
    .where(eq(studentDevices.studentId, studentId))
    .all()
  if (noted.length) return noted
  return db
    .select({ userAgent: studentSessions.userAgent, address: studentSessions.address })
    .from(studentSessions)
    .where(eq(studentSessions.ownerId, studentId))
    .all()
    .map(({ userAgent, address }) => ({ device: deviceName(userAgent), network: networkOf(address) }))
}

export function studentDevice(db: Reading, studentId: string, id: string): typeof studentDevices.$inferSelect | undefined {
  return db
    .select()
    .from(studentDevices)
    .where(and(eq(studentDevices.id, id), eq(studentDevices.studentId, studentId)))
    .get()
}
