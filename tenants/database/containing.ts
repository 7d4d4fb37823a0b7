import { type AnyColumn, type SQL, sql } from 'drizzle-orm'

/** The column holds this text, in any case of the latin letters; what a person typed is never read as a pattern. */
export function containing(column: AnyColumn, text: string): SQL {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return sql`${column} LIKE ${pattern} ESCAPE '\\'`
}
