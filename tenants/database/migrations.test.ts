import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatabase, type Db, openDatabase, schemaVersion } from './connection.ts'
import { type Migration, MigrationRefused, migrate, migrationsOf } from './migrations.ts'

let folder: string
let db: Db
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-migrations-'))
  db = createDatabase(join(folder, 'a.db'))
})
afterEach(() => {
  db.$client.close()
  rmSync(folder, { recursive: true, force: true })
})

const step = (number: number, sql: string): Migration => ({ number, name: `000${number}_step`, sql, checksum: sql })
const first = step(
  1,
  'CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT; CREATE TABLE tags (note TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE) STRICT;',
)
const add = () => db.$client.exec("INSERT INTO notes VALUES ('a', 'x'), ('b', 'y'); INSERT INTO tags VALUES ('a'), ('b')")
const rows = (table: string) => db.$client.prepare(`SELECT count(*) FROM ${table}`).pluck().get()

test('runs what is missing, in order, and nothing twice', () => {
  expect(migrate(db, 'tenant', [first])).toEqual(['0001_step'])
  expect(migrate(db, 'tenant', [first, step(2, 'ALTER TABLE notes ADD COLUMN at INTEGER')])).toEqual(['0002_step'])
  expect(migrate(db, 'tenant', [first, step(2, 'ALTER TABLE notes ADD COLUMN at INTEGER')])).toEqual([])
  expect(schemaVersion(db)).toBe(2)
})

test('a migration that loses rows by a cascade is refused and leaves the file as it was', () => {
  migrate(db, 'tenant', [first])
  add()
  // The usual rebuild: dropping the parent empties the child, and nothing says so.
  const rebuild =
    'CREATE TABLE n2 (id TEXT PRIMARY KEY, text TEXT) STRICT; INSERT INTO n2 SELECT * FROM notes; DROP TABLE notes; ALTER TABLE n2 RENAME TO notes;'
  expect(() => migrate(db, 'tenant', [first, step(2, rebuild)])).toThrow(MigrationRefused)
  expect([rows('notes'), rows('tags'), schemaVersion(db)]).toEqual([2, 2, 1])
})

test('rows may go when the migration says so', () => {
  migrate(db, 'tenant', [first])
  add()
  migrate(db, 'tenant', [first, step(2, '-- drops rows of tags\nDELETE FROM tags')])
  expect([rows('notes'), rows('tags')]).toEqual([2, 0])
})

test('a trigger that goes with its table is missed, unless the migration says so', () => {
  const trigger = "CREATE TRIGGER noted AFTER INSERT ON tags BEGIN UPDATE notes SET text = 'tagged' WHERE id = new.note; END;"
  const rebuild =
    'CREATE TABLE t2 (note TEXT NOT NULL) STRICT; INSERT INTO t2 SELECT * FROM tags; DROP TABLE tags; ALTER TABLE t2 RENAME TO tags;'
  migrate(db, 'tenant', [first, step(2, trigger)])
  add()
  expect(() => migrate(db, 'tenant', [first, step(2, trigger), step(3, rebuild)])).toThrow(/trigger noted is gone/)
  expect(schemaVersion(db)).toBe(2)
  migrate(db, 'tenant', [first, step(2, trigger), step(3, `-- drops trigger noted\n${rebuild}`)])
  expect(schemaVersion(db)).toBe(3)
})

test('a table that is not STRICT, a broken reference and bad SQL are refused whole', () => {
  migrate(db, 'tenant', [first])
  expect(() => migrate(db, 'tenant', [first, step(2, 'CREATE TABLE loose (a)')])).toThrow(/STRICT/)
  expect(() => migrate(db, 'tenant', [first, step(2, 'CREATE TABLE good (a INT) STRICT; SELECT nonsense')])).toThrow(/nonsense/)
  expect(schemaVersion(db)).toBe(1)
  expect(() => rows('good')).toThrow(/no such table/)
})

test('a file that is ahead of this code is left alone', () => {
  migrate(db, 'tenant', [first, step(2, 'ALTER TABLE notes ADD COLUMN at INTEGER')])
  expect(migrate(db, 'tenant', [first])).toEqual([])
  expect(schemaVersion(db)).toBe(2)
})

test('the migrations in the folder are numbered without a gap', () => {
  for (const kind of ['platform', 'tenant'] as const)
    expect(migrationsOf(kind).map((one) => one.number)).toEqual(migrationsOf(kind).map((_, at) => at + 1))
})

test('a migration that was edited after it ran is refused: two schools of one version would differ', () => {
  migrate(db, 'tenant', [first])
  const edited = step(1, `${first.sql} CREATE INDEX later ON tags (note);`)
  expect(() => migrate(db, 'tenant', [edited, step(2, 'ALTER TABLE notes ADD COLUMN at INTEGER')])).toThrow(/edited/)
  expect(schemaVersion(db)).toBe(1)
})

test('a file that has them all is not locked to find that out', () => {
  migrate(db, 'tenant', [first])
  const writer = openDatabase(join(folder, 'a.db'))
  writer.$client.exec('BEGIN IMMEDIATE')
  expect(migrate(db, 'tenant', [first])).toEqual([])
  writer.$client.close()
})
