import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { fold } from '#lib/fold.ts'

/** The column holds this text, whatever its case and accents; what a person typed is never read as a pattern. */
export function containing(column: AnyColumn, text: string): SQL {
  const pattern = `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`
  const like = (value: SQL) => sql`${value} LIKE ${pattern} ESCAPE '\\'`
  // SQLite folds plain letters itself, and many times faster than we do: only a text with others, longer in bytes than in letters, is ours.
  return sql`(${like(sql`${column}`)} OR (octet_length(${column}) > length(${column}) AND ${like(sql`fold(${column})`)}))`
}
