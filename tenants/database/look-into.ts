import { type Db, openDatabase, schemaVersion } from './connection.ts'
import type { Reading } from './handle.ts'
import { migrationsOf } from './migrations.ts'

/** How many of this code's migrations a school's file lacks. */
export const lacks = (db: Db): number => Math.max(0, migrationsOf('tenant').length - schemaVersion(db))

/**
 * Looks into a school's file and changes nothing, not even when it is behind: for checks and reports.
 * The file may be older than this code, so only what every version has can be asked for, unless `lacks` is 0.
 */
export function lookInto<T>(file: string, look: (db: Reading, lacks: number) => T): T {
  const db = openDatabase(file, { readonly: true })
  try {
    return look(db as Db & Reading, lacks(db))
  } finally {
    db.$client.close()
  }
}
