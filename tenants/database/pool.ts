import { execFile } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isOutOfDescriptors, noneLeft } from '#lib/descriptors.ts'
import type { Log } from '#lib/log.ts'
import { rootPath } from '#lib/paths.ts'
import { ALONE, type Cluster } from './cluster.ts'
import { type Db, isBroken, openDatabase } from './connection.ts'
import { diskTroubleOf, toldDiskTrouble } from './disk-trouble.ts'
import { OnPrimary, OutOfFiles, SchoolBehind, SchoolBroken, SchoolUnknown } from './failures.ts'
import { REGISTRY_FILE } from './folders.ts'
import type { Reading } from './handle.ts'
import { isBehind } from './migrations.ts'
import { Resting } from './resting.ts'
import { poolEvents } from './tallies.ts'

/** A school's id is its file's name: nothing else may become a path. */
const SCHOOL_ID = /^[a-z0-9]{4,40}$/

const FIRST_WAIT_MS = 2_000
const LONGEST_WAIT_MS = 600_000
const MANY_FAILURES = 3
/** Schools, where descriptors run out. */
const LEAST_CLOSED = 4

interface Open {
  readonly db: Db
  /** Which file it is; another one may stand at the path since. */
  readonly inode: number | undefined
}

/**
 * Open school files of this process, the least recently used closed first.
 * Connections are used only in synchronous stretches (see Transactions), so closing one is always between two uses.
 */
export class Pool {
  readonly #open = new Map<string, Open>()
  readonly #migrating = new Map<string, Promise<void>>()
  readonly #resting: Resting
  /** Schools set aside by this process, with what their file looked like. */
  readonly #broken = new Map<string, string>()
  #onBroken: (id: string, reason: string, file: string) => void = () => {}
  /** Files that could not be migrated, and when it is tried again. */
  readonly #failed = new Map<string, { readonly times: number; readonly again: number }>()

  constructor(
    private readonly folder: string,
    readonly cap: number,
    private readonly log: Log,
    /** What is worth knowing of a file that is closed. */
    private readonly contentVersion: (db: Reading) => number,
    private readonly cluster: Cluster = ALONE,
  ) {
    this.#resting = new Resting(folder)
  }

  /** Whom to tell of a file that turned out to be damaged, so that other processes hear of it. */
  onBroken(tell: (id: string, reason: string, file: string) => void): void {
    this.#onBroken = tell
  }

  path(id: string): string {
    // Under LiteFS the registry lies beside the schools.
    if (!SCHOOL_ID.test(id) || `${id}.db` === REGISTRY_FILE) throw new SchoolUnknown()
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
      return open.db
    }
    // Before it is opened: at worst a file that came in between is opened once more.
    const inode = this.#inode(id)
    if (this.#open.size >= this.cap) this.#evictOldest()
    const db = this.#openWithRoom(id)
    this.#open.set(id, { db, inode })
    poolEvents.of('opened').count++
    // Who connects when no descriptor is left is not answered at all, and nothing here would hear of it.
    if (this.#open.size > 1 && noneLeft()) this.#makeRoom(1)
    return db
  }

  /**
   * As `connection`, after letting go of a file that no longer stands at its path: what is written to that one is lost.
   * @throws OnPrimary too
   */
  connectionToWrite(id: string): Db {
    if (this.cluster.role.is !== 'primary') throw new OnPrimary()
    this.#letGoIfMoved(id)
    return this.connection(id)
  }

  /** Lets go of every file that was replaced by another one (see replaceFile); cheap enough for each change of the registry. */
  letGoOfMoved(): void {
    for (const id of [...this.#open.keys()]) this.#letGoIfMoved(id)
  }

  #letGoIfMoved(id: string): void {
    const open = this.#open.get(id)
    if (open && open.inode !== this.#inode(id)) this.evict(id)
  }

  #inode(id: string): number | undefined {
    return statSync(this.path(id), { throwIfNoEntry: false })?.ino
  }

  /** Where no descriptor is left, the schools that nobody asks for have some. */
  #openWithRoom(id: string): Db {
    try {
      return this.#openFile(id)
    } catch (error) {
      if (this.#open.size === 0 || !(diskTroubleOf(error) instanceof OutOfFiles)) throw error
      this.#makeRoom()
      return this.#openFile(id)
    }
  }

  /** More than one file needs: the next one shall not have to ask again. The newest `kept` stay open. */
  #makeRoom(kept = 0): void {
    const size = this.#open.size - kept
    const least = Math.min(size, Math.max(LEAST_CLOSED, Math.ceil(size / 8)))
    for (let closed = 0; closed < least; closed++) this.#evictOldest()
    this.log.warn({ closed: least, open: this.#open.size }, 'no file can be opened any more; schools that were least used are closed')
  }

  #openFile(id: string): Db {
    const file = this.path(id)
    if (this.#isSetAside(id)) throw new SchoolBroken()
    if (this.#migrating.has(id)) throw new SchoolBehind()
    let db: Db | undefined
    try {
      db = openDatabase(file)
      if (!isBehind(db, 'tenant')) return db
    } catch (error) {
      db?.$client.close()
      if (!existsSync(file)) throw new SchoolUnknown()
      throw error
    }
    db.$client.close()
    if (this.cluster.role.is !== 'primary') throw new OnPrimary()
    const failed = this.#failed.get(id)
    // Not a new process at every request; who comes back after several failures hears that it is more than a moment.
    if (!failed || failed.again <= performance.now()) this.#migrate(id, file)
    throw (failed?.times ?? 0) >= MANY_FAILURES ? new SchoolBroken() : new SchoolBehind()
  }

  /** What to throw in place of an error from a school's file. */
  failureOf(id: string, error: unknown): unknown {
    if (isBroken(error)) return this.#quarantine(id, error)
    const trouble = toldDiskTrouble(this.log.child({ tenant: id }), error)
    if (trouble instanceof OutOfFiles) this.#makeRoom()
    return trouble
  }

  /**
   * Sets a school aside: every use answers SchoolBroken until its file is another one, mended or restored by whomever;
   * the others go on. Answers what to throw.
   */
  #quarantine(id: string, error: unknown): SchoolBroken {
    poolEvents.of('set_aside').count++
    this.log.error({ tenant: id, err: error }, 'school set aside: its file is damaged')
    this.evict(id)
    const file = this.identity(id)
    this.#broken.set(id, file)
    this.#onBroken(id, error instanceof Error ? error.message : String(error), file)
    return new SchoolBroken()
  }

  #isSetAside(id: string): boolean {
    const identity = this.#broken.get(id)
    return identity !== undefined && identity === this.identity(id)
  }

  /** The school's quarantine is over. */
  readmit(id: string): void {
    this.#broken.delete(id)
  }

  /** Another file at the same path, or the same one written to by something else, says otherwise. */
  identity(id: string): string {
    const found = statSync(this.path(id), { throwIfNoEntry: false })
    return found ? `${found.ino}-${found.size}-${found.mtimeMs}` : 'none'
  }

  /** Migrates in a child process, so that a long one holds up nobody. */
  #migrate(id: string, file: string): void {
    const done = new Promise<void>((resolve) => {
      execFile(process.execPath, [rootPath('build/bin/migrate.js'), file], (error, stdout) => {
        poolEvents.of(error ? 'migration_failed' : 'migrated').count++
        if (error) {
          // That no process could be started says nothing of the file.
          const times = (this.#failed.get(id)?.times ?? 0) + (isOutOfDescriptors(error) ? 0 : 1)
          this.#failed.set(id, { times, again: performance.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 4 ** Math.max(0, times - 1)) })
          this.log.error({ tenant: id, times, output: stdout, err: error }, 'migration failed')
        } else {
          this.#failed.delete(id)
          this.log.info({ tenant: id, output: stdout.trim() }, 'school migrated')
        }
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
    this.#open.get(id)?.db.$client.close()
    this.#open.delete(id)
  }

  #evictOldest(): void {
    const [id, { db } = {}] = this.#open.entries().next().value ?? []
    if (id === undefined || db === undefined) return
    poolEvents.of('evicted').count++
    this.#resting.close(
      id,
      this.path(id),
      () => this.contentVersion(db as Db & Reading),
      () => this.evict(id),
    )
  }

  /**
   * The content version of a school that is closed and untouched since; undefined when its file has to be asked.
   * @param folder how the folder looks (`folderLooks`), asked for a school that is closed
   */
  versionAtRest(id: string, folder: () => string | undefined): number | undefined {
    return this.cluster.isShared || this.#open.has(id) || this.#broken.has(id) ? undefined : this.#resting.versionOf(id, folder())
  }

  /** As long as it stays the same, no school that was closed has been opened, here or elsewhere. Undefined when one just was. */
  folderLooks(): string | undefined {
    return this.#resting.folderLooks()
  }

  /** Closes first, then removes the file and what SQLite keeps beside it. */
  remove(id: string): void {
    const file = this.path(id)
    this.evict(id)
    this.#broken.delete(id)
    this.#failed.delete(id)
    this.#resting.forget(id)
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true })
  }

  /** The ids of the files that are there, whatever the registry says. */
  files(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.db') && name !== REGISTRY_FILE)
      .map((name) => name.slice(0, -3))
  }

  close(): void {
    for (const id of [...this.#open.keys()]) this.evict(id)
  }
}
