import { execFile } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '#lib/log.ts'
import { rootPath } from '#lib/paths.ts'
import { type Db, isBroken, isMissing, openDatabase } from './connection.ts'
import { SchoolBehind, SchoolBroken, SchoolUnknown } from './failures.ts'
import { isBehind } from './migrations.ts'

/** A school's id is its file's name: nothing else may become a path. */
const SCHOOL_ID = /^[a-z0-9]{4,40}$/

/**
 * Open school files of this process, the least recently used closed first.
 * Connections are used only in synchronous stretches (see Transactions), so closing one is always between two uses.
 */
export class Pool {
  readonly #open = new Map<string, Db>()
  readonly #migrating = new Map<string, Promise<void>>()
  readonly #broken = new Set<string>()

  constructor(
    private readonly folder: string,
    private readonly cap: number,
    private readonly log: Log,
  ) {}

  path(id: string): string {
    if (!SCHOOL_ID.test(id)) throw new SchoolUnknown()
    return join(this.folder, `${id}.db`)
  }

  get size(): number {
    return this.#open.size
  }

  /** @throws SchoolUnknown, SchoolBehind, SchoolBroken */
  connection(id: string): Db {
    const open = this.#open.get(id)
    if (open) {
      // Last used goes last: a Map keeps the order of insertion.
      this.#open.delete(id)
      this.#open.set(id, open)
      return open
    }
    const db = this.#openFile(id)
    if (this.#open.size >= this.cap) this.#evictOldest()
    this.#open.set(id, db)
    return db
  }

  #openFile(id: string): Db {
    const file = this.path(id)
    if (this.#broken.has(id)) throw new SchoolBroken()
    if (this.#migrating.has(id)) throw new SchoolBehind()
    let db: Db | undefined
    try {
      db = openDatabase(file)
      if (!isBehind(db, 'tenant')) return db
    } catch (error) {
      db?.$client.close()
      if (isMissing(error)) throw new SchoolUnknown()
      if (!isBroken(error)) throw error
      this.quarantine(id, error)
      throw new SchoolBroken()
    }
    db.$client.close()
    this.#migrate(id, file)
    throw new SchoolBehind()
  }

  /** Sets a school aside: every use answers SchoolBroken until `readmit`; the others go on. */
  quarantine(id: string, error: unknown): void {
    this.log.error({ tenant: id, err: error }, 'school set aside: its file cannot be read as a database')
    this.#broken.add(id)
    this.evict(id)
  }

  /** After an operator has mended or replaced the file. */
  readmit(id: string): void {
    this.#broken.delete(id)
    this.evict(id)
  }

  /** Migrates in a child process, so that a long one holds up nobody. */
  #migrate(id: string, file: string): void {
    const done = new Promise<void>((resolve) => {
      execFile(process.execPath, [rootPath('build/bin/migrate.js'), file], (error, stdout) => {
        if (error) this.log.error({ tenant: id, output: stdout, err: error }, 'migration failed')
        else this.log.info({ tenant: id, output: stdout.trim() }, 'school migrated')
        // A file that failed stays behind and is tried again at the next request, after the person's Retry-After.
        this.#migrating.delete(id)
        resolve()
      })
    })
    this.#migrating.set(id, done)
  }

  async migrationsSettled(): Promise<void> {
    await Promise.all(this.#migrating.values())
  }

  evict(id: string): void {
    this.#open.get(id)?.$client.close()
    this.#open.delete(id)
  }

  #evictOldest(): void {
    const oldest = this.#open.keys().next()
    if (!oldest.done) this.evict(oldest.value)
  }

  /** Closes first, then removes the file and what SQLite keeps beside it. */
  remove(id: string): void {
    const file = this.path(id)
    this.evict(id)
    this.#broken.delete(id)
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true })
  }

  /** The ids of the files that are there, whatever the registry says. */
  files(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.db'))
      .map((name) => name.slice(0, -3))
  }

  close(): void {
    for (const id of [...this.#open.keys()]) this.evict(id)
  }
}
