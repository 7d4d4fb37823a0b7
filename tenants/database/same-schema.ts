import { createDatabase, type Db, schemaVersion } from './connection.ts'
import { lookInto } from './look-into.ts'
import { migrate, migrationsOf } from './migrations.ts'

/**
 * What a school's file has besides, or other than, what the migrations it says it went through make: the names of its tables, indexes,
 * triggers and views. A trigger runs inside the process that writes; one of a stranger may count to a billion there.
 * @returns undefined of a file that is newer than this code, which cannot know what it is made of
 */
export function foreignParts(file: string): string[] | undefined {
  return lookInto(file, (read) => {
    const db = read as Db & typeof read
    if (schemaVersion(db) > migrationsOf('tenant').length) return undefined
    const ours = createDatabase(':memory:')
    try {
      migrate(ours, 'tenant', migrationsOf('tenant').slice(0, schemaVersion(db)))
      const known = new Set(partsOf(ours).map((part) => part.made))
      return partsOf(db).flatMap(({ name, made }) => (known.has(made) ? [] : [name]))
    } finally {
      ours.$client.close()
    }
  })
}

interface Part {
  readonly name: string
  readonly made: string
}

/** Without what SQLite makes by itself. */
const partsOf = (db: Db): Part[] =>
  db.$client
    .prepare<[], Part>(
      "SELECT name, type || ' ' || name || ' ' || coalesce(sql, '') AS made FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .all()
