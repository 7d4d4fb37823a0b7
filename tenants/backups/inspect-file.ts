import Database from 'better-sqlite3'
import { isBroken } from '#tenants/database/connection.ts'
import { BackupRefused } from './failures.ts'
import type { Answers, Asks } from './tasks.ts'

const MAPPED_BYTES = 2 ** 31

/** Reads all of a file: whether it is whole, whether its relations hold, how many rows each table has. @throws BackupRefused */
export function inspectFile({ file }: Asks<'inspect'>): Answers<'inspect'> {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  try {
    db.pragma(`mmap_size = ${MAPPED_BYTES}`)
    const integrity = String(db.pragma('integrity_check(3)', { simple: true }))
    if (integrity !== 'ok') throw new BackupRefused('damaged', integrity)
    const orphan = db.prepare('PRAGMA foreign_key_check').get()
    if (orphan) throw new BackupRefused('damaged', `a relation points nowhere: ${JSON.stringify(orphan)}`)
    return { schema: Number(db.pragma('user_version', { simple: true })), rows: rowsOf(db) }
  } catch (error) {
    throw isBroken(error) && error instanceof Error ? new BackupRefused('damaged', error.message) : error
  } finally {
    db.close()
  }
}

function rowsOf(db: Database.Database): Record<string, number> {
  const rows: Record<string, number> = {}
  for (const table of tablesOf(db)) rows[table] = Number(db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get())
  return rows
}

export const tablesOf = (db: Database.Database, schema = 'main'): string[] =>
  db
    // Tables alone: an index of words is made of tables of its own, which say nothing that the words do not.
    .prepare("SELECT name FROM pragma_table_list WHERE schema = ? AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all(schema)
    .map(String)
