import { inArray } from 'drizzle-orm'
import type { Registry } from './registry.ts'
import { people } from './schema.ts'

/** Who people of the staff are, by their id; who has no account any more is missing. */
export const namesOf = (registry: Registry, ids: readonly string[]): Map<string, string> =>
  registry.read(
    (db) =>
      new Map(
        db
          .select({ id: people.id, name: people.name })
          .from(people)
          .where(inArray(people.id, [...new Set(ids)]))
          .all()
          .map(({ id, name }) => [id, name]),
      ),
  )
