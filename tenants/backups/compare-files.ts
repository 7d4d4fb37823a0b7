import Database from 'better-sqlite3'
import { isBroken } from '#tenants/database/connection.ts'
import { BackupRefused } from './failures.ts'
import { tablesOf } from './inspect-file.ts'
import type { Answers, Asks } from './tasks.ts'

/** Compares two files of one school row by row, by their primary keys. @throws BackupRefused when one is damaged */
export function compareFiles({ now, past }: Asks<'compare'>): Answers<'compare'> {
  const db = new Database(now, { readonly: true, fileMustExist: true, timeout: 5_000 })
  try {
    db.prepare('ATTACH ? AS past').run(past)
    const here = new Set(tablesOf(db))
    const tables: Answers<'compare'>['tables'] = {}
    for (const table of tablesOf(db, 'past')) if (here.has(table)) tables[table] = compareTable(db, table)
    return { tables }
  } catch (error) {
    throw isBroken(error) && error instanceof Error ? new BackupRefused('damaged', error.message) : error
  } finally {
    db.close()
  }
}

function compareTable(db: Database.Database, table: string): Answers<'compare'>['tables'][string] {
  const others = new Set(columnsOf(db, 'past', table).map(({ name }) => name))
  const shared = columnsOf(db, 'main', table).filter(({ name }) => others.has(name))
  const keys = shared.filter(({ pk }) => pk > 0).map(({ name }) => `a."${name}" = b."${name}"`)
  const isSame = keys.join(' AND ') || 'a.rowid = b.rowid'
  const differ = shared.filter(({ pk }) => pk === 0).map(({ name }) => `a."${name}" IS NOT b."${name}"`)
  const count = (sql: string) => Number(db.prepare(`SELECT count(*) FROM ${sql}`).pluck().get())
  const without = (schema: string) => `NOT EXISTS (SELECT 1 FROM "${schema}"."${table}" b WHERE ${isSame})`
  return {
    added: count(`past."${table}" a WHERE ${without('main')}`),
    removed: count(`main."${table}" a WHERE ${without('past')}`),
    changed: differ.length ? count(`main."${table}" a JOIN past."${table}" b ON ${isSame} WHERE ${differ.join(' OR ')}`) : 0,
  }
}

interface Column {
  readonly name: string
  /** 0 outside the primary key. */
  readonly pk: number
}

const columnsOf = (db: Database.Database, schema: string, table: string): Column[] =>
  db.prepare<[string, string], Column>('SELECT name, pk FROM pragma_table_info(?, ?)').all(table, schema)
