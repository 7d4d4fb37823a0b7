import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Links that work once, in platform.db for staff and in the school's file for its students. */
export const linkTable = (name: string, ownerColumn: string) =>
  sqliteTable(name, {
    id: text('id').primaryKey(),
    /** What it is good for: the name its seal is made under, too. */
    purpose: text('purpose').notNull(),
    ownerId: text(ownerColumn).notNull(),
    data: text('data', { mode: 'json' }).notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  })

export type LinkTable = ReturnType<typeof linkTable>
