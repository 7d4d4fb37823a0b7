import { eq } from 'drizzle-orm'
import type { Registry } from './registry.ts'
import { personSettings } from './schema.ts'

/** Whether keys without Ctrl or Alt do something outside of fields: yes, until the person says no. */
export const hasShortcuts = (registry: Registry, personId: string): boolean =>
  registry.read((db) => db.select().from(personSettings).where(eq(personSettings.personId, personId)).get())?.shortcuts ?? true

export const setShortcuts = (registry: Registry, personId: string, shortcuts: boolean): Promise<void> =>
  registry.transact((tx) => {
    tx.insert(personSettings)
      .values({ personId, shortcuts })
      .onConflictDoUpdate({ target: personSettings.personId, set: { shortcuts } })
      .run()
  })
