import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const events = sqliteTable('events', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  type: text('type').notNull(),
  actor: text('actor').notNull(),
  subject: text('subject').notNull(),
  data: text('data', { mode: 'json' }).notNull(),
  at: integer('at').notNull(),
})

/** From where staff did what an event says. */
export const eventOrigins = sqliteTable('event_origins', {
  seq: integer('seq').primaryKey(),
  address: text('address').notNull(),
  userAgent: text('user_agent').notNull(),
})
