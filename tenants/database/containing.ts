import { type AnyColumn, type SQL, sql } from 'drizzle-orm'
import { fold } from '#lib/fold.ts'

const BEYOND_ASCII = '*[^\u0001-\u007f]*'

/** The column holds this text, whatever its case and accents; what a person typed is never read as a pattern. */
export function containing(column: AnyColumn, text: string): SQL {
  const pattern = `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`
  const like = (value: SQL) => sql`${value} LIKE ${pattern} ESCAPE '\\'`
  // SQLite folds plain letters itself, and many times faster than we do.
  return sql`(${like(sql`${column}`)} OR (${column} GLOB ${BEYOND_ASCII} AND ${like(sql`fold(${column})`)}))`
}
