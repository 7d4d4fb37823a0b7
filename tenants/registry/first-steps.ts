import { and, eq } from 'drizzle-orm'
import type { Registry } from './registry.ts'
import { firstStepsHidden } from './schema.ts'

const ofPerson = (personId: string, schoolId: string) =>
  and(eq(firstStepsHidden.personId, personId), eq(firstStepsHidden.schoolId, schoolId))

/** Whether somebody sees the list of first steps on the school's Home: yes, until they put it away. */
export const seesFirstSteps = (registry: Registry, personId: string, schoolId: string): boolean =>
  registry.read((db) => db.select().from(firstStepsHidden).where(ofPerson(personId, schoolId)).get()) === undefined

export const showFirstSteps = (registry: Registry, personId: string, schoolId: string, shown: boolean): Promise<void> =>
  registry.transact((tx) => {
    if (shown) tx.delete(firstStepsHidden).where(ofPerson(personId, schoolId)).run()
    else tx.insert(firstStepsHidden).values({ personId, schoolId }).onConflictDoNothing().run()
  })
