import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** One row, or none. */
export const videoProtection = sqliteTable('video_protection', {
  id: integer('id').primaryKey(),
  /** What stands over the picture, of the student who watches. */
  watermark: text('watermark', { enum: ['off', 'name', 'email'] }).notNull(),
  /** Devices a student may watch on at the same time; null: any number. */
  streams: integer('streams'),
  countryRule: text('country_rule', { enum: ['all', 'only', 'except'] }).notNull(),
  /** ISO 3166-1 alpha-2, upper case. */
  countries: text('countries', { mode: 'json' }).$type<string[]>().notNull().default([]),
  /** Whether videos are encrypted when they are prepared. */
  encrypts: integer('encrypts', { mode: 'boolean' }).notNull(),
})

export type Protection = Omit<typeof videoProtection.$inferSelect, 'id'>
