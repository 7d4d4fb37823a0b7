import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rootPath } from '#lib/paths.ts'
import { createDatabase, type Db } from './connection.ts'
import { migrate } from './migrations.ts'

const folder = mkdtempSync(join(tmpdir(), 'lectern-drift-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Kept by the migrations themselves. */
const UNMAPPED = new Set(['migrations'])

async function drizzleTables(kind: 'platform' | 'tenant'): Promise<Map<string, SQLiteTable>> {
  const tables = new Map<string, SQLiteTable>()
  for (const subject of readdirSync(rootPath('tenants'), { withFileTypes: true })) {
    if (!subject.isDirectory() || (subject.name === 'registry') !== (kind === 'platform')) continue
    const file = rootPath('tenants', subject.name, 'schema.ts')
    const exports: Record<string, unknown> = await import(/* @vite-ignore */ file).catch((error: unknown) => {
      if (String(error).includes('Cannot find module') || String(error).includes('Failed to load')) return {}
      throw error
    })
    for (const value of Object.values(exports)) if (is(value, SQLiteTable)) tables.set(getTableName(value), value)
  }
  return tables
}

describe.each(['platform', 'tenant'] as const)('the Drizzle schema of %s', (kind) => {
  let db: Db
  beforeAll(() => {
    db = createDatabase(join(folder, `${kind}.db`))
    migrate(db, kind)
  })
  afterAll(() => void db.$client.close())

  test('names the same tables and columns as the migrated file, with the same types and NOT NULLs', async () => {
    const inFile = db.$client
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all()
      .map(String)
      .filter((name) => !UNMAPPED.has(name))
    const tables = await drizzleTables(kind)
    expect([...tables.keys()].sort()).toEqual(inFile.sort())
    for (const [name, table] of tables) {
      const columns = db.$client
        .prepare('SELECT name, type, "notnull" AS required, pk FROM pragma_table_info(?) ORDER BY name')
        .all(name) as {
        name: string
        type: string
        required: number
        pk: number
      }[]
      const drizzle = Object.values(getTableColumns(table))
        .map((column) => ({ name: column.name, type: column.getSQLType().toUpperCase(), required: column.notNull }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      expect(drizzle, name).toEqual(
        columns.map((column) => ({ name: column.name, type: column.type, required: column.required === 1 || column.pk > 0 })),
      )
    }
  })

  test('every table is STRICT', () => {
    const loose = db.$client
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all()
    expect(loose).toEqual([])
  })
})
