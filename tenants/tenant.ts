import type { Storage } from '#integrations/storage/storage.ts'
import { deriveKey, seal, unseal } from '#lib/crypto.ts'
import type { Log } from '#lib/log.ts'
import type { SchoolCache } from './cache.ts'
import type { Cluster } from './database/cluster.ts'
import { type Reading, Transactions, type Writing } from './database/handle.ts'
import type { Pool } from './database/pool.ts'
import { noteWritten } from './database/written.ts'
import { noteDevice } from './events/origin.ts'
import { hangBell } from './jobs/bell.ts'
import type { SchoolMux } from './media/mux/school-mux.ts'
import type { Device } from './people/sessions.ts'
import { contentVersionOf } from './site/school-profile.ts'

type Settled<T> = T extends PromiseLike<unknown> ? never : T

export interface TenantParts {
  readonly id: string
  readonly slug: string
  /** `https://acme.platform.example`, without a slash at the end. */
  readonly origin: string
  /** The same, or the school's own domain: `https://acme.example`. */
  readonly site: string
  readonly pool: Pool
  readonly cluster: Cluster
  readonly files: Storage
  readonly cache: SchoolCache
  readonly log: Log
  readonly masterKey: string
  /** The address its letters come from. */
  readonly mailFrom: string
  /** Where performers without files of this machine ask for links (tenants/media/broker.ts); undefined when they have them. */
  readonly brokerOrigin: string | undefined
  /** Undefined where no account is set up. */
  readonly mux: SchoolMux | undefined
  /** Before the commit of a transaction that put a job in. */
  readonly beforeJobs: (runAt: number) => void
  /** After it. */
  readonly afterJobs: () => void
}

/**
 * The one handle of a school: what cannot be reached from it cannot be reached.
 * Cheap to keep: it holds no connection, so the pool may close the file between two uses.
 */
export class Tenant {
  readonly id: string
  readonly slug: string
  readonly files: Storage
  readonly cache: SchoolCache
  readonly log: Log
  readonly brokerOrigin: string | undefined
  readonly mailFrom: string
  /** What the school has at Mux; undefined where no account is set up. */
  readonly mux: SchoolMux | undefined
  readonly #parts: TenantParts
  readonly #transactions: Transactions

  readonly #device: Device | undefined

  constructor(parts: TenantParts, device?: Device) {
    this.#parts = parts
    this.#device = device
    this.id = parts.id
    this.slug = parts.slug
    this.files = parts.files
    this.cache = parts.cache
    this.log = parts.log
    this.brokerOrigin = parts.brokerOrigin
    this.mailFrom = parts.mailFrom
    this.mux = parts.mux
    this.#transactions = new Transactions(
      this.file,
      (as) => (as === 'transact' ? parts.pool.connectionToWrite(parts.id) : parts.pool.connection(parts.id)),
      (error) => parts.pool.failureOf(parts.id, error),
    )
  }

  /** Its database's name, without a folder. */
  get file(): string {
    return `${this.id}.db`
  }

  /** The same school, for one request: events recorded through it say from where. */
  from(device: Device): Tenant {
    return new Tenant(this.#parts, device)
  }

  /** The origin visitors find it at: its own domain, or its slug's. */
  get site(): string {
    return this.#parts.site
  }

  /** An absolute link on the school's canonical host. */
  url(path: string): string {
    return this.site + path
  }

  /** Its slug's origin, below the platform's own domain: what the dashboard may show pictures of. */
  get origin(): string {
    return this.#parts.origin
  }

  /** One synchronous transaction that sees one moment of the file. */
  read<T>(fn: (db: Reading) => Settled<T>): T {
    return this.#transactions.read(fn)
  }

  /**
   * Moves with everything visitors can see. A file nobody has written to since it was closed is not opened for it, and where commits are
   * heard of, one that has not been committed to is not asked.
   * @param folder how the schools' folder looks (Pool#folderLooks); who asks for many schools at one moment looks once
   */
  contentVersion(folder: () => string | undefined): number {
    const { pool, cluster } = this.#parts
    const heard = cluster.heardOf(this.file)
    if (heard !== undefined && heard === this.#versionHeard) return this.#version
    this.#version = pool.versionAtRest(this.id, folder) ?? this.#transactions.glance(contentVersionOf)
    this.#versionHeard = heard
    return this.#version
  }

  #version = 0
  /** What had been heard of commits when it was asked. */
  #versionHeard: number | undefined

  /**
   * Waits for the write lock without blocking the process, then runs `fn` synchronously in `BEGIN IMMEDIATE`.
   * Events and jobs written in it are its only side effects. When this resolves, the write is durable.
   * @throws SchoolBusy when another process holds the lock too long.
   */
  async transact<T>(fn: (tx: Writing) => Settled<T>): Promise<T> {
    let jobs = false
    const answer = await this.#transactions.transact<T>((tx) => {
      noteDevice(tx, this.#device)
      hangBell(tx, (runAt) => {
        jobs = true
        this.#parts.beforeJobs(runAt)
      })
      return fn(tx)
    })
    noteWritten(this.file)
    const { cluster } = this.#parts
    cluster.changed(this.file)
    if (cluster.isShared) await cluster.confirmed()
    if (jobs) this.#parts.afterJobs()
    return answer
  }

  /** Signs a payload for one purpose of this school; another school, or another purpose, refuses it. */
  seal(purpose: string, payload: object): string {
    return seal(this.#key(purpose), payload)
  }

  unseal(purpose: string, sealed: string): unknown {
    return unseal(this.#key(purpose), sealed)
  }

  readonly #keys = new Map<string, Buffer>()

  #key(purpose: string): Buffer {
    const key = this.#keys.get(purpose) ?? deriveKey(this.#parts.masterKey, purpose, this.id)
    this.#keys.set(purpose, key)
    return key
  }
}
