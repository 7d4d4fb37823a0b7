import Database from 'better-sqlite3'

/** Columns that machines read: a word planted there would break the school instead of marking it. */
const MACHINE =
  /^(id|kind|state|status|type|actor|subject|accent|fonts|locale|language|currency|slug|player|replaced_by|address|payload|text|checksum|reason|failure|storage_upload_id|ladder|source_class|source_policy)$|_(id|key|prefix|hash|by)$/

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly dflt_value: string | null
  readonly pk: number
}

/** Every table of the file as SQLite itself lists them, so a table that comes later is among them. */
export function tablesOf(db: Database.Database): string[] {
  return db
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[]
}

const columnsOf = (db: Database.Database, table: string) => db.prepare(`SELECT * FROM pragma_table_info('${table}')`).all() as Column[]

const parentsOf = (db: Database.Database, table: string) =>
  new Map(
    (db.prepare(`SELECT * FROM pragma_foreign_key_list('${table}')`).all() as { table: string; from: string; to: string }[]).map((key) => [
      key.from,
      key,
    ]),
  )

/** Gives a row to every table that has none, made from the schema alone. */
export function fillEmptyTables(db: Database.Database): void {
  for (let round = 0; round < 3; round++) for (const table of tablesOf(db)) if (isEmpty(db, table)) insertAny(db, table)
  const empty = tablesOf(db).filter((table) => isEmpty(db, table))
  if (empty.length) throw new Error(`no row could be made for: ${empty.join(', ')}. Give them one in the twins.`)
}

const isEmpty = (db: Database.Database, table: string) => db.prepare(`SELECT 1 FROM "${table}" LIMIT 1`).get() === undefined

function insertAny(db: Database.Database, table: string): void {
  const sql = String(db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table))
  const parents = parentsOf(db, table)
  const wanted = columnsOf(db, table).filter((column) => column.notnull || column.pk || column.type === 'TEXT')
  const values = wanted.map((column): unknown => {
    const parent = parents.get(column.name)
    if (parent)
      return db
        .prepare(`SELECT "${parent.to ?? 'id'}" FROM "${parent.table}" LIMIT 1`)
        .pluck()
        .get()
    const allowed = new RegExp(`\\b${column.name} IN \\(\\s*('?[^',)]+'?)`, 'i').exec(sql)?.[1]
    if (allowed) return allowed.startsWith("'") ? allowed.slice(1, -1) : Number(allowed)
    if (column.type === 'BLOB') return Buffer.alloc(1)
    return column.type === 'TEXT' ? (column.dflt_value?.replace(/^'|'$/g, '') ?? 'x') : 1
  })
  if (values.includes(undefined)) return
  const names = wanted.map((column) => `"${column.name}"`).join(', ')
  db.prepare(`INSERT INTO "${table}" (${names}) VALUES (${wanted.map(() => '?').join(', ')})`).run(values)
}

/** `word-table-column-rowid`: a page that shows it says from which school, table and row it came. */
const mark = (word: string, table: string, column: string, row: number) =>
  `${word}-${table}-${column}-${row}`.replaceAll('_', '').toLowerCase()

/**
 * Writes the word of one school into every table of its file: into each text a person wrote, and where a table holds none,
 * into one number. Answers the tables that were marked.
 */
export function plant(file: string, word: string, numbers: number): string[] {
  const db = new Database(file, { fileMustExist: true })
  db.pragma('foreign_keys = ON')
  const marked = tablesOf(db).filter((table) => plantTable(db, table, word, numbers))
  db.close()
  return marked
}

/** One row that says which pages are stale: equal in both twins, or a shared page cache would never be caught. */
const EQUAL = 'content_version'

function plantTable(db: Database.Database, table: string, word: string, numbers: number): boolean {
  if (table === EQUAL) return true
  if (table === 'events') {
    // Events are never changed, so one more is written.
    db.prepare("INSERT INTO events (type, actor, subject, data, at) VALUES ('school.branded', ?, 'x', '{}', 1)").run(
      mark(word, table, 'actor', 1),
    )
    return true
  }
  const parents = parentsOf(db, table)
  const free = columnsOf(db, table).filter((column) => !column.pk && !parents.has(column.name))
  const sql = String(db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(table))
  const isClosed = (name: string) => new RegExp(`\\b${name} IN \\(`, 'i').test(sql)
  const texts = free.filter(({ name, type }) => type === 'TEXT' && !MACHINE.test(name) && !isClosed(name))
  let planted = 0
  for (const { name } of texts) {
    for (const row of db.prepare(`SELECT rowid AS at, "${name}" AS value FROM "${table}"`).all() as {
      at: number
      value: string | null
    }[]) {
      // What is not there stays away: NULL means something in most columns.
      const value = row.value === null ? undefined : withMark(row.value, mark(word, table, name, row.at), name)
      if (value === undefined) continue
      db.prepare(`UPDATE "${table}" SET "${name}" = ? WHERE rowid = ?`).run(value, row.at)
      planted++
    }
  }
  if (planted) return true
  const codes = free.find(({ name, type }) => name === 'text' && type === 'TEXT')
  const number = free.find(({ name, type }) => /^(INTEGER|REAL)$/.test(type) && !isClosed(name) && !/_at$/.test(name))
  if (number) db.prepare(`UPDATE "${table}" SET "${number.name}" = ?`).run(numbers)
  return Boolean(codes ?? number)
}

/** The text with the mark in it, still of its form; undefined when its form leaves no room for one. */
function withMark(value: string, word: string, column: string): string | undefined {
  if (column === 'email') return `${word}-${value}`
  if (/^\s*[[{]/.test(value)) {
    const marked = JSON.stringify(JSON.parse(value), (key, inner: unknown) =>
      typeof inner === 'string' && /^(title|name|label|text|html)$/.test(key) ? `${inner} ${word}` : inner,
    )
    return marked.includes(word) ? marked : undefined
  }
  return value.startsWith('<') ? `${value}<p>${word}</p>` : `${value} ${word}`.trim()
}

/** Every row of every table, for comparing what a file held before with what it holds after. */
export function dump(file: string, without: readonly string[] = []): Record<string, unknown[]> {
  const db = new Database(file, { readonly: true, fileMustExist: true })
  const rows = Object.fromEntries(
    tablesOf(db)
      .filter((table) => !without.includes(table))
      .map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all()]),
  )
  db.close()
  return rows
}

/** The marks of a word in a text. */
export const marksIn = (text: string, word: string): string[] => [...new Set(text.match(new RegExp(`${word}[a-z0-9-]*`, 'g')) ?? [])]
