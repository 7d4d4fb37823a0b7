import { eq } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { notificationChoices, students } from './schema.ts'

/** What a student can choose to hear of. Letters about the account itself are not among it: nobody can switch those off. */
export const NOTIFICATIONS = ['course_news', 'new_lessons', 'reminders'] as const
export type Notification = (typeof NOTIFICATIONS)[number]

export const CHANNELS = ['mail', 'in_app'] as const
export type Channel = (typeof CHANNELS)[number]

export interface Choice {
  readonly kind: Notification
  readonly channel: Channel
  readonly wanted: boolean
}

/** Every kind by every channel, as the student has it. Who has never chosen hears of everything. */
export function notificationsOf(db: Reading, studentId: string): Choice[] {
  const chosen = db.select().from(notificationChoices).where(eq(notificationChoices.studentId, studentId)).all()
  return NOTIFICATIONS.flatMap((kind) =>
    CHANNELS.map((channel) => ({
      kind,
      channel,
      wanted: chosen.find((one) => one.kind === kind && one.channel === channel)?.wanted ?? true,
    })),
  )
}

/** The one question before a student is told of something. Who is leaving is told of nothing. */
export function mayNotify(db: Reading, studentId: string, kind: Notification, channel: Channel = 'mail'): boolean {
  const student = db.select({ eraseAt: students.eraseAt }).from(students).where(eq(students.id, studentId)).get()
  if (!student || student.eraseAt !== null) return false
  return notificationsOf(db, studentId).some((one) => one.kind === kind && one.channel === channel && one.wanted)
}

export function chooseNotifications(tenant: Tenant, studentId: string, choices: readonly Choice[], now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    for (const choice of choices)
      tx.insert(notificationChoices)
        .values({ studentId, ...choice })
        .onConflictDoUpdate({
          target: [notificationChoices.studentId, notificationChoices.kind, notificationChoices.channel],
          set: { wanted: choice.wanted },
        })
        .run()
    record(tx, { type: 'student.changed', actor: studentId, subject: studentId, data: { what: 'notifications' } }, now)
  })
}
