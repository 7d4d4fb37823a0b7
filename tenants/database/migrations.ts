import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { rootPath } from '#lib/paths.ts'
import { type Db, schemaVersion } from './connection.ts'

export interface Migration {
  /** 1, 2, 3 …; the file's `user_version` says the last one applied. */
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

const sets = new Map<string, readonly Migration[]>()

/** The hand-written migrations of one kind of file, in order, read once. */
export function migrationsOf(kind: 'platform' | 'tenant'): readonly Migration[] {
  const known = sets.get(kind)
  if (known) return known
  const folder = rootPath('migrations', kind)
  const set = readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name, index) => {
      const sql = readFileSync(`${folder}/${name}`, 'utf8')
      const number = Number(name.slice(0, 4))
      if (number !== index + 1) throw new MigrationRefused(`${kind}/${name}: expected number ${index + 1}`)
      return { number, name: name.replace(/\.sql$/, ''), sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
  sets.set(kind, set)
  return set
}

export const isBehind = (db: Db, kind: 'platform' | 'tenant'): boolean => schemaVersion(db) < migrationsOf(kind).length

/**
 * Applies what is missing, each migration in a transaction of its own, and checks the file after each.
 * Safe to run twice and from two processes at once: the version is read again under the write lock.
 * A file ahead of this code is left alone: the release before must go on serving.
 * @throws MigrationRefused when a check fails; that migration is rolled back.
 */
export function migrate(db: Db, kind: 'platform' | 'tenant', migrations = migrationsOf(kind)): string[] {
  const applied: string[] = []
  const client = db.$client
  refuseEdited(db, migrations)
  for (const migration of migrations) {
    // Without the lock first: a file that has all of them may be one this process cannot write.
    if (schemaVersion(db) >= migration.number) continue
    client.exec('BEGIN IMMEDIATE')
    try {
      if (schemaVersion(db) < migration.number) {
        const before = { rows: rowCounts(db), triggers: triggersOf(db) }
        client.exec(
          'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
        )
        client.exec(migration.sql)
        client.prepare('INSERT INTO migrations VALUES (?, ?, ?, ?)').run(migration.number, migration.name, migration.checksum, Date.now())
        client.pragma(`user_version = ${migration.number}`)
        check(db, migration, before)
        applied.push(migration.name)
      }
      client.exec('COMMIT')
    } catch (error) {
      if (client.inTransaction) client.exec('ROLLBACK')
      throw error
    }
  }
  return applied
}

/** What a file has been through may not read differently now: two schools of one version would differ. */
function refuseEdited(db: Db, migrations: readonly Migration[]): void {
  if (!schemaVersion(db)) return
  const then = z.array(Applied).parse(db.$client.prepare('SELECT number, checksum FROM migrations').all())
  for (const { number, checksum } of then) {
    const now = migrations.find((migration) => migration.number === number)
    if (now && now.checksum !== checksum) throw new MigrationRefused(`${now.name} was edited after it had been applied`)
  }
}

const Applied = z.object({ number: z.number(), checksum: z.string() })

export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused'
}

interface Before {
  readonly rows: ReadonlyMap<string, number>
  readonly triggers: ReadonlySet<string>
}

/** A migration may say `-- drops rows of <table>`, `-- drops <table>` or `-- drops trigger <name>`; nothing else may be lost. */
function check(db: Db, migration: Migration, before: Before): void {
  const refuse = (what: string) => {
    throw new MigrationRefused(`${migration.name}: ${what}`)
  }
  const announced = new Set([...migration.sql.matchAll(/^-- drops (.+?)\s*$/gm)].map(([, what]) => what))
  const after = rowCounts(db)
  for (const [table, rows] of before.rows) {
    const now = after.get(table)
    if (now === undefined && !announced.has(table)) refuse(`table ${table} is gone`)
    if (now !== undefined && now < rows && !announced.has(`rows of ${table}`)) refuse(`${table} had ${rows} rows and has ${now}`)
  }
  // A table that is made anew comes without the ones it had.
  const triggers = triggersOf(db)
  for (const trigger of before.triggers)
    if (!triggers.has(trigger) && !announced.has(`trigger ${trigger}`)) refuse(`trigger ${trigger} is gone`)
  const loose = db.$client
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
    .all()
  if (loose.length) refuse(`not STRICT: ${loose.map((row) => String((row as { name: string }).name)).join(', ')}`)
  const orphans = db.$client.pragma('foreign_key_check')
  if (Array.isArray(orphans) && orphans.length) refuse(`foreign keys point nowhere: ${JSON.stringify(orphans[0])}`)
}

const triggersOf = (db: Db): Set<string> =>
  new Set(db.$client.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all().map(String))

function rowCounts(db: Db): Map<string, number> {
  const tables = db.$client
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations'",
    )
    .pluck()
    .all()
  return new Map(
    tables.map((name) => [
      String(name),
      Number(
        db.$client
          .prepare(`SELECT count(*) FROM "${String(name)}"`)
          .pluck()
          .get(),
      ),
    ]),
  )
}
