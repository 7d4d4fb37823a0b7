import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ProviderName } from '#integrations/oauth/provider.ts'
import { identityTable } from './identity-table.ts'
import { linkTable } from './link-table.ts'
import { sessionTable } from './session-table.ts'

export const students = sqliteTable('students', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  /** When they last signed in, came back or learned; triggers keep it. */
  seenAt: integer('seen_at').notNull().default(0),
  avatarId: text('avatar_id'),
  /** When the account is erased for good; null while nobody wants that. */
  eraseAt: integer('erase_at'),
  /** When somebody who reads this address has last shown that they do; null: nobody has. */
  emailProvenAt: integer('email_proven_at'),
})

export const studentLinks = linkTable('student_links', 'student_id')

export const studentIdentities = identityTable('student_identities', 'student_id')

/** Who has come back from a provider to the platform's host, on the way here. */
export const handovers = sqliteTable('handovers', {
  tokenHash: text('token_hash').primaryKey(),
  provider: text('provider').$type<ProviderName>().notNull(),
  subject: text('subject').notNull(),
  email: text('email'),
  name: text('name').notNull(),
  browserHash: text('browser_hash').notNull(),
  /** Who wants the account linked; null: somebody signs in by it. */
  studentId: text('student_id'),
  returnTo: text('return_to').notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const studentSessions = sessionTable('student_id')

/** A browser and a network a student has signed in from. */
export const studentDevices = sqliteTable('student_devices', {
  id: text('id').primaryKey(),
  studentId: text('student_id').notNull(),
  /** “Firefox on Linux”. */
  device: text('device').notNull(),
  network: text('network').notNull(),
  firstAt: integer('first_at').notNull(),
  seenAt: integer('seen_at').notNull(),
})

export const notificationChoices = sqliteTable(
  'notification_choices',
  {
    studentId: text('student_id').notNull(),
    kind: text('kind').notNull(),
    channel: text('channel').notNull(),
    wanted: integer('wanted', { mode: 'boolean' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.studentId, t.kind, t.channel] })],
)

/** Who was erased and when, and nothing else of them. */
export const erasures = sqliteTable('erasures', {
  studentId: text('student_id').primaryKey(),
  at: integer('at').notNull(),
})

export type Student = typeof students.$inferSelect
