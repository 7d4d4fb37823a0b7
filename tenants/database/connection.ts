import { accessSync, constants } from 'node:fs'
import Database from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { isCode } from '#lib/errno.ts'
import { fold } from '#lib/fold.ts'

/** Drizzle over one file. Only ever seen inside a `read` or a `transact`. */
export type Db = BetterSQLite3Database & { readonly $client: Database.Database }

/** How long SQLite itself may wait for another process's lock. Short: it blocks every school of this process. */
const BUSY_MS = 20

/**
 * Opens an existing file with the pragmas the design asks for.
 * A file that is not there is an error: creating is `createDatabase`'s alone.
 */
export function openDatabase(file: string, options: { readonly?: boolean } = {}): Db {
  const readonly = options.readonly ?? false
  // SQLite calls it one thing that a file is missing, not ours to read, or one too many; and what it cannot write it would open for
  // reading, without a word, and keep it so.
  accessSync(file, readonly ? constants.R_OK : constants.R_OK | constants.W_OK)
  return configure(new Database(file, { fileMustExist: true, readonly, timeout: BUSY_MS }))
}

export function createDatabase(file: string): Db {
  return configure(new Database(file, { timeout: BUSY_MS }))
}

function configure(client: Database.Database): Db {
  try {
    if (!client.readonly) client.pragma('journal_mode = WAL')
    client.pragma('synchronous = FULL')
    client.pragma('foreign_keys = ON')
    client.pragma('trusted_schema = OFF')
    client.pragma('cache_size = -2000')
    client.function('fold', { deterministic: true, directOnly: true }, (text) => (typeof text === 'string' ? fold(text) : text))
  } catch (error) {
    // Nobody else has it to close.
    client.close()
    throw error
  }
  return drizzle(client)
}

export const isBusy = (error: unknown): boolean => sqliteCode(error).startsWith('SQLITE_BUSY')

export const isBroken = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error))

/** Something could not be opened, or what belongs to it. */
export const isUnopened = (error: unknown): boolean => /^SQLITE_(CANTOPEN|IOERR)/.test(sqliteCode(error))

/** The machine's trouble, not the data's: a full or failing disk, too many open files, a lock. It may pass. */
export const isTransient = (error: unknown): boolean => /^SQLITE_(BUSY|LOCKED|FULL|IOERR|NOMEM|READONLY|CANTOPEN)/.test(sqliteCode(error))

/** There is no such file (see openDatabase). */
export const isMissing = (error: unknown): boolean => isCode(error, 'ENOENT')

/** A UNIQUE constraint said no; `of` names `table.column`. */
export const isTaken = (error: unknown, of: string): boolean =>
  /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/.test(sqliteCode(error)) && error instanceof Error && error.message.includes(of)

const sqliteCode = (error: unknown): string => {
  const at = error instanceof Error && error.cause instanceof Database.SqliteError ? error.cause : error
  return at instanceof Database.SqliteError ? at.code : ''
}

/** The number of the last migration the file has seen. */
export const schemaVersion = (db: object): number =>
  '$client' in db && db.$client instanceof Database ? Number(db.$client.pragma('user_version', { simple: true })) : 0
