import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { and, asc, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import type { Log } from '#lib/log.ts'
import { ALONE, type Cluster } from '#tenants/database/cluster.ts'
import { createDatabase, type Db, openDatabase } from '#tenants/database/connection.ts'
import { toldDiskTrouble } from '#tenants/database/disk-trouble.ts'
import { OnPrimary } from '#tenants/database/failures.ts'
import { REGISTRY_FILE } from '#tenants/database/folders.ts'
import { type Reading, Transactions, type Writing } from '#tenants/database/handle.ts'
import { isBehind, migrate } from '#tenants/database/migrations.ts'
import { prepared } from '#tenants/database/prepared.ts'
import { noteWritten } from '#tenants/database/written.ts'
import { dirty, domains, leases, registryVersion, type School, schools, slugs } from './schema.ts'

/** platform.db: small and hot. Read directly outside transactions too, because a look-up of one row needs none. */
export class Registry {
  readonly #db: Db
  readonly #transactions: Transactions
  readonly #inode: number | undefined

  private constructor(
    db: Db,
    readonly file: string,
    log: Log,
    private readonly cluster: Cluster,
  ) {
    this.#db = db
    this.#inode = inodeOf(file)
    this.#transactions = new Transactions(
      REGISTRY_FILE,
      () => db,
      (error) => toldDiskTrouble(log, error),
      'platform',
    )
  }

  /** Brought up to this code's schema, where this machine may write to it. */
  static open(file: string, log: Log, cluster: Cluster = ALONE): Registry {
    mkdirSync(dirname(file), { recursive: true })
    const db = existsSync(file) || cluster.role.is !== 'primary' ? openDatabase(file) : createDatabase(file)
    const registry = new Registry(db, file, log, cluster)
    try {
      registry.migrate()
    } catch (error) {
      // Nobody else has it to close.
      db.$client.close()
      throw error
    }
    return registry
  }

  /** Does nothing on a machine that may not write: there the primary's migration arrives by itself. */
  migrate(): void {
    if (this.cluster.role.is !== 'primary') return
    this.#db.$client.pragma('busy_timeout = 5000')
    migrate(this.#db, 'platform')
    this.#db.$client.pragma('busy_timeout = 20')
  }

  /** Older than this code: it cannot be read by it. Once it is not, it stays so. */
  get isBehind(): boolean {
    this.#isCurrent ||= !isBehind(this.#db, 'platform')
    return !this.#isCurrent
  }

  #isCurrent = false

  read<T>(fn: (db: Reading) => T extends PromiseLike<unknown> ? never : T): T {
    return this.#transactions.read(fn)
  }

  async transact<T>(fn: (tx: Writing) => T extends PromiseLike<unknown> ? never : T): Promise<T> {
    if (this.cluster.role.is !== 'primary') throw new OnPrimary()
    const answer = await this.#transactions.transact(fn)
    noteWritten(REGISTRY_FILE)
    this.cluster.changed(REGISTRY_FILE)
    if (this.cluster.isShared) await this.cluster.confirmed()
    return answer
  }

  /** Grows when a school's name, plan, address or standing changes. */
  version(): number {
    const heard = this.cluster.heardOf(REGISTRY_FILE)
    if (heard === undefined || heard !== this.#versionHeard) this.#version = versionNow(this.#db as Db & Reading).get()?.version ?? 0
    this.#versionHeard = heard
    return this.#version
  }

  #version = 0
  /** What had been heard of commits when it was read. */
  #versionHeard: number | undefined

  /** Whether it can be read and is still there: of a file that was taken away, or another put in its place, SQLite goes on using what it has open. Cheap. */
  isWell(): boolean {
    try {
      return inodeOf(this.file) === this.#inode && versionNow(this.#db as Db & Reading).get() !== undefined
    } catch {
      return false
    }
  }

  bySlug(slug: string): School | undefined {
    return schoolBySlug(this.#db as Db & Reading).get({ slug })
  }

  atDomain(host: string): School | undefined {
    return schoolAtDomain(this.#db as Db & Reading).get({ host })?.schools
  }

  /** The school's own address that links lead to, where it has one. */
  domainOf(schoolId: string): string | undefined {
    return canonicalDomain(this.#db as Db & Reading).get({ schoolId })?.host
  }

  byId(id: string): School | undefined {
    return schoolById(this.#db as Db & Reading).get({ id })
  }

  list(): School[] {
    return this.#db.select().from(schools).where(isNull(schools.deletedAt)).orderBy(asc(schools.createdAt)).all()
  }

  isSlugFree(slug: string): boolean {
    return !this.#db.select().from(slugs).where(eq(slugs.slug, slug)).get()
  }

  /**
   * Notes that a school has jobs to look at, before its own commit. Called inside the school's write lock, so that `settleMark` (also
   * under that lock) cannot overlook it; where another process writes here at this moment, that transaction is tried again.
   */
  markDirty(schoolId: string, wakeAt: number): void {
    this.#db
      .insert(dirty)
      .values({ schoolId, mark: 1, wakeAt })
      .onConflictDoUpdate({ target: dirty.schoolId, set: { mark: sql`${dirty.mark} + 1`, wakeAt: sql`min(${dirty.wakeAt}, ${wakeAt})` } })
      .run()
  }

  /**
   * Notes that a school's file is damaged: no process opens it any more. Called where the damage is met, so it does not wait.
   * @param file what it looks like; another one ends the quarantine
   */
  quarantine(schoolId: string, reason: string, file: string, now = Date.now()): void {
    this.#db
      .update(schools)
      .set({ quarantinedAt: now, quarantineReason: reason, quarantinedFile: file })
      .where(and(eq(schools.id, schoolId), isNull(schools.quarantinedAt)))
      .run()
  }

  /** The school is served again, and its jobs go on. */
  endQuarantine(schoolId: string, now = Date.now()): void {
    this.#db
      .update(schools)
      .set({ quarantinedAt: null, quarantineReason: null, quarantinedFile: null })
      .where(eq(schools.id, schoolId))
      .run()
    this.markDirty(schoolId, now)
  }

  /** Schools whose jobs are due. */
  dirtySchools(now: number): { schoolId: string; mark: number }[] {
    return this.#db.select({ schoolId: dirty.schoolId, mark: dirty.mark }).from(dirty).where(lte(dirty.wakeAt, now)).all()
  }

  /** For who watches the whole: how many schools there are, how many of them are set aside, and how many have jobs due. */
  atAGlance(now: number): { readonly schools: number; readonly quarantined: number; readonly due: number } {
    const counted = this.#db
      .select({ schools: sql<number>`count(*)`, quarantined: sql<number>`count(${schools.quarantinedAt})` })
      .from(schools)
      .where(isNull(schools.deletedAt))
      .get()
    return { schools: 0, quarantined: 0, ...counted, due: this.dirtySchools(now).length }
  }

  markOf(schoolId: string): number | undefined {
    return this.#db.select({ mark: dirty.mark }).from(dirty).where(eq(dirty.schoolId, schoolId)).get()?.mark
  }

  /** Has every marked school looked at: when they said to come back, the clock may have been another. */
  wakeAll(now: number): void {
    this.#db.update(dirty).set({ wakeAt: now }).where(gt(dirty.wakeAt, now)).run()
  }

  /** Forgets a mark, or moves its time, unless the school was marked again since it was read. */
  settleMark(schoolId: string, mark: number, nextWake: number | undefined): void {
    const same = and(eq(dirty.schoolId, schoolId), eq(dirty.mark, mark))
    if (nextWake === undefined) this.#db.delete(dirty).where(same).run()
    else this.#db.update(dirty).set({ wakeAt: nextWake }).where(same).run()
  }

  /** Takes or keeps a lease for this process; false when somebody else alive holds it, or takes it at the same moment. */
  async holdLease(name: string, holder: string, now: number, forMs: number, isDead: (holder: string) => boolean): Promise<boolean> {
    if (this.cluster.role.is !== 'primary') return false
    const seen = this.read((db) => leaseNamed(db, name))
    const isOurs = seen?.holder === holder
    const most = now + forMs
    // Said by a clock that has been set back since. Whoever holds it may be alive, so it ends as if it were taken now.
    if (seen && !isOurs && seen.expiresAt > most + forMs) await this.#shortenLease(seen, most)
    if (seen && !isOurs && seen.expiresAt > now && !isDead(seen.holder)) return false
    // A commit waits for the disk, and every request of this process with it: only a lease half over is written again.
    if (isOurs && seen.expiresAt > now + forMs / 2 && seen.expiresAt <= most) return true
    return this.transact((tx) => {
      // Under the lock it must still be what was judged: two that saw the same dead holder may not both have it.
      const held = leaseNamed(tx, name)
      if (held && held.holder !== holder && (held.holder !== seen?.holder || held.expiresAt !== seen.expiresAt)) return false
      const lease = { holder, expiresAt: most }
      tx.insert(leases)
        .values({ name, ...lease })
        .onConflictDoUpdate({ target: leases.name, set: lease })
        .run()
      return true
    })
  }

  #shortenLease({ name, holder, expiresAt }: typeof leases.$inferSelect, to: number): Promise<number> {
    return this.transact(
      (tx) =>
        tx
          .update(leases)
          .set({ expiresAt: to })
          .where(and(eq(leases.name, name), eq(leases.holder, holder), eq(leases.expiresAt, expiresAt)))
          .run().changes,
    )
  }

  dropLease(name: string, holder: string): Promise<number> {
    return this.transact(
      (tx) =>
        tx
          .delete(leases)
          .where(and(eq(leases.name, name), eq(leases.holder, holder)))
          .run().changes,
    )
  }

  close(): void {
    this.#db.$client.close()
  }
}

const inodeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.ino

const leaseNamed = (db: Reading, name: string) => db.select().from(leases).where(eq(leases.name, name)).get()

const versionNow = prepared((db: Reading) => db.select({ version: registryVersion.version }).from(registryVersion).prepare())
const schoolBySlug = prepared((db: Reading) =>
  db
    .select()
    .from(schools)
    .where(and(eq(schools.slug, sql.placeholder('slug')), isNull(schools.deletedAt)))
    .prepare(),
)
const schoolAtDomain = prepared((db: Reading) =>
  db
    .select()
    .from(domains)
    .innerJoin(schools, and(eq(schools.id, domains.schoolId), isNull(schools.deletedAt)))
    .where(eq(domains.host, sql.placeholder('host')))
    .prepare(),
)
const canonicalDomain = prepared((db: Reading) =>
  db
    .select({ host: domains.host })
    .from(domains)
    .where(and(eq(domains.schoolId, sql.placeholder('schoolId')), eq(domains.canonical, true)))
    .prepare(),
)
const schoolById = prepared((db: Reading) =>
  db
    .select()
    .from(schools)
    .where(and(eq(schools.id, sql.placeholder('id')), isNull(schools.deletedAt)))
    .prepare(),
)
