import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** Sessions have one shape, in platform.db for staff and in the school's file for its students. */
export const sessionTable = (ownerColumn: string) =>
  sqliteTable('sessions', {
    tokenHash: text('token_hash').primaryKey(),
    ownerId: text(ownerColumn).notNull(),
    createdAt: integer('created_at').notNull(),
    rotatedAt: integer('rotated_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    userAgent: text('user_agent').notNull(),
    address: text('address').notNull(),
    /** The token that took over; this one stays good for a moment, for requests already on their way. */
    replacedBy: text('replaced_by'),
  })

export type SessionTable = ReturnType<typeof sessionTable>
