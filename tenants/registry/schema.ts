import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { identityTable } from '#tenants/people/identity-table.ts'
import { linkTable } from '#tenants/people/link-table.ts'
import { sessionTable } from '#tenants/people/session-table.ts'

export const schools = sqliteTable('schools', {
  id: text('id').primaryKey(),
  slug: text('slug').notNull().unique(),
  name: text('name').notNull(),
  plan: text('plan').notNull().default('free'),
  createdAt: integer('created_at').notNull(),
  suspendedAt: integer('suspended_at'),
  deletedAt: integer('deleted_at'),
  quarantinedAt: integer('quarantined_at'),
  quarantineReason: text('quarantine_reason'),
  quarantinedFile: text('quarantined_file'),
  twoFactorSince: integer('two_factor_since'),
})

export const slugs = sqliteTable('slugs', {
  slug: text('slug').primaryKey(),
  schoolId: text('school_id').notNull(),
  takenAt: integer('taken_at').notNull(),
  retiredAt: integer('retired_at'),
})

/** Addresses of a school's own. */
export const domains = sqliteTable('domains', {
  host: text('host').primaryKey(),
  schoolId: text('school_id')
    .notNull()
    .references(() => schools.id, { onDelete: 'cascade' }),
  /** Links lead to this one, and the school's other addresses too. */
  canonical: integer('canonical', { mode: 'boolean' }).notNull(),
  addedAt: integer('added_at').notNull(),
})
export type Domain = typeof domains.$inferSelect

export const people = sqliteTable('people', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const personSettings = sqliteTable('person_settings', {
  personId: text('person_id')
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  /** Keys without Ctrl or Alt do something outside of fields. */
  shortcuts: integer('shortcuts', { mode: 'boolean' }).notNull(),
})

/** Who has put away the list of first steps, and in which school. */
export const firstStepsHidden = sqliteTable(
  'first_steps_hidden',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    schoolId: text('school_id')
      .notNull()
      .references(() => schools.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.personId, t.schoolId] })],
)

export const memberships = sqliteTable(
  'memberships',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    schoolId: text('school_id')
      .notNull()
      .references(() => schools.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.schoolId] })],
)

export const schoolRoles = sqliteTable('school_roles', {
  id: text('id').primaryKey(),
  schoolId: text('school_id')
    .notNull()
    .references(() => schools.id, { onDelete: 'cascade' }),
  name: text('name').notNull(),
  permissions: text('permissions', { mode: 'json' }).$type<readonly string[]>().notNull(),
  ownCourses: integer('own_courses', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull(),
})

export const invitations = sqliteTable('invitations', {
  id: text('id').primaryKey(),
  schoolId: text('school_id')
    .notNull()
    .references(() => schools.id, { onDelete: 'cascade' }),
  email: text('email').notNull(),
  role: text('role').notNull(),
  courses: text('courses', { mode: 'json' }).$type<readonly string[]>().notNull(),
  invitedBy: text('invited_by')
    .notNull()
    .references(() => people.id, { onDelete: 'cascade' }),
  createdAt: integer('created_at').notNull(),
  sentAt: integer('sent_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
  acceptedAt: integer('accepted_at'),
  withdrawnAt: integer('withdrawn_at'),
})

export const formerStaff = sqliteTable(
  'former_staff',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    schoolId: text('school_id')
      .notNull()
      .references(() => schools.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
    memberSince: integer('member_since').notNull(),
    removedAt: integer('removed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.schoolId] })],
)

export const audit = sqliteTable('audit', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  type: text('type').notNull(),
  schoolId: text('school_id'),
  actor: text('actor').notNull(),
  subject: text('subject').notNull(),
  data: text('data', { mode: 'json' }).notNull(),
  address: text('address').notNull(),
  userAgent: text('user_agent').notNull(),
  at: integer('at').notNull(),
})

/** Letters to staff; those to students are in their school's file (tenants/mail/schema.ts). */
export const platformMails = sqliteTable('mails', {
  id: text('id').primaryKey(),
  letter: text('letter').notNull(),
  personId: text('person_id').references(() => people.id, { onDelete: 'cascade' }),
  address: text('address'),
  schoolId: text('school_id').references(() => schools.id, { onDelete: 'cascade' }),
  data: text('data', { mode: 'json' }).notNull(),
  createdAt: integer('created_at').notNull(),
  runAt: integer('run_at').notNull(),
  failures: integer('failures').notNull().default(0),
  sentAt: integer('sent_at'),
  failedAt: integer('failed_at'),
  reason: text('reason'),
})

export const personLinks = linkTable('person_links', 'person_id')

export const personIdentities = identityTable('person_identities', 'person_id')

export const sessions = sessionTable('person_id')

export const authenticators = sqliteTable('authenticators', {
  personId: text('person_id')
    .primaryKey()
    .references(() => people.id, { onDelete: 'cascade' }),
  secret: text('secret').notNull(),
  lastStep: integer('last_step').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const passkeys = sqliteTable('passkeys', {
  id: text('id').primaryKey(),
  personId: text('person_id')
    .notNull()
    .references(() => people.id, { onDelete: 'cascade' }),
  credentialId: text('credential_id').notNull().unique(),
  publicKey: text('public_key').notNull(),
  counter: integer('counter').notNull(),
  transports: text('transports', { mode: 'json' }).$type<readonly string[]>().notNull(),
  name: text('name').notNull(),
  createdAt: integer('created_at').notNull(),
  usedAt: integer('used_at'),
})

export const recoveryCodes = sqliteTable(
  'recovery_codes',
  {
    personId: text('person_id')
      .notNull()
      .references(() => people.id, { onDelete: 'cascade' }),
    codeHash: text('code_hash').notNull(),
    createdAt: integer('created_at').notNull(),
    usedAt: integer('used_at'),
  },
  (t) => [primaryKey({ columns: [t.personId, t.codeHash] })],
)

export const spent = sqliteTable('spent', {
  id: text('id').primaryKey(),
  expiresAt: integer('expires_at').notNull(),
})

export const sessionProofs = sqliteTable('session_proofs', {
  tokenHash: text('token_hash')
    .primaryKey()
    .references(() => sessions.tokenHash, { onDelete: 'cascade' }),
  at: integer('at').notNull(),
})

export const dirty = sqliteTable('dirty', {
  schoolId: text('school_id').primaryKey(),
  mark: integer('mark').notNull(),
  wakeAt: integer('wake_at').notNull(),
})

export const leases = sqliteTable('leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const registryVersion = sqliteTable('registry_version', {
  id: integer('id').primaryKey(),
  version: integer('version').notNull(),
})

export type School = typeof schools.$inferSelect
export type Person = typeof people.$inferSelect
