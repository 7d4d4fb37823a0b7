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
  /** When they last signed in, came back or learned, 0 for who never was here; triggers keep it. */
  seenAt: integer('seen_at').notNull().default(0),
  avatarId: text('avatar_id'),
  /** When the account is erased for good; null while nobody wants that. */
  eraseAt: integer('erase_at'),
  /** When somebody who reads this address has last shown that they do; null: nobody has. */
  emailProvenAt: integer('email_proven_at'),
  suspendedAt: integer('suspended_at'),
  /** Said to the student; empty where staff gave none. */
  suspendedReason: text('suspended_reason').notNull().default(''),
  /** When they last learned, null for who never began; triggers keep this and the next three. */
  learnedAt: integer('learned_at'),
  /** When they last finished a course. */
  finishedAt: integer('finished_at'),
  /** The last day on which they signed in from unusually many places. */
  sharedAt: integer('shared_at'),
  sharedWhy: text('shared_why').$type<'networks' | 'devices'>(),
})

export const studentSightings = sqliteTable(
  'student_sightings',
  {
    studentId: text('student_id').notNull(),
    /** Days since 1970. */
    day: integer('day').notNull(),
    address: text('address').notNull(),
    userAgent: text('user_agent').notNull(),
  },
  (t) => [primaryKey({ columns: [t.studentId, t.day, t.address, t.userAgent] })],
)

export const studentNotes = sqliteTable('student_notes', {
  studentId: text('student_id').primaryKey(),
  text: text('body').notNull(),
  writtenBy: text('written_by').notNull(),
  writtenAt: integer('written_at').notNull(),
})

export const studentTags = sqliteTable('student_tags', { studentId: text('student_id').notNull(), tag: text('tag').notNull() }, (t) => [
  primaryKey({ columns: [t.studentId, t.tag] }),
])

export const peopleChanges = sqliteTable('people_changes', {
  id: text('id').primaryKey(),
  what: text('what').notNull(),
  courseId: text('course_id'),
  /** JSON: how each student was (changes.ts). */
  before: text('before').notNull(),
  madeBy: text('made_by').notNull(),
  madeAt: integer('made_at').notNull(),
  undoneAt: integer('undone_at'),
})

export const viewSessions = sqliteTable('view_sessions', {
  id: text('id').primaryKey(),
  tokenHash: text('token_hash').notNull().unique(),
  studentId: text('student_id').notNull(),
  personId: text('person_id').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  endedAt: integer('ended_at'),
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
