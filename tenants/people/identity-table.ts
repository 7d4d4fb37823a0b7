import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ProviderName } from '#integrations/oauth/provider.ts'

/** Accounts elsewhere that open one here, in platform.db for staff and in the school's file for its students. */
export const identityTable = (name: string, ownerColumn: string) =>
  sqliteTable(
    name,
    {
      provider: text('provider').$type<ProviderName>().notNull(),
      /** Who it is there, for good. */
      subject: text('subject').notNull(),
      ownerId: text(ownerColumn).notNull(),
      /** As the provider had verified it last; empty: none. */
      email: text('email').notNull(),
      linkedAt: integer('linked_at').notNull(),
      usedAt: integer('used_at').notNull(),
    },
    (t) => [primaryKey({ columns: [t.provider, t.subject] })],
  )

export type IdentityTable = ReturnType<typeof identityTable>
