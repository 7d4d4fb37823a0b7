import { mkdirSync } from 'node:fs'
import { prefixed } from '#integrations/storage/prefixed.ts'
import type { RootStorage } from '#integrations/storage/storage.ts'
import { deriveKey, seal, unseal } from '#lib/crypto.ts'
import { mostAtOnce } from '#lib/descriptors.ts'
import type { Env } from '#lib/env.ts'
import type { Log } from '#lib/log.ts'
import { Cache } from './cache.ts'
import { CourseUnknown } from './courses/failures.ts'
import { teaches } from './courses/taught-by.ts'
import { ALONE, type Cluster } from './database/cluster.ts'
import { SchoolBroken, SchoolSuspended, SchoolUnknown } from './database/failures.ts'
import { registryFile, schoolsFolder } from './database/folders.ts'
import { Pool } from './database/pool.ts'
import { type MuxAccount, openAccount } from './media/mux/account.ts'
import { NotAllowed } from './people/failures.ts'
import type { Grants, Permission } from './people/permissions.ts'
import type { Device } from './people/sessions.ts'
import { Streams } from './protection/streams.ts'
import { grantsIn } from './registry/people.ts'
import { Registry } from './registry/registry.ts'
import type { School } from './registry/schema.ts'
import { requireTwoFactorOf } from './registry/two-factor.ts'
import { contentVersionOf } from './site/school-profile.ts'
import { Tenant } from './tenant.ts'

const PAGE_CACHE_BYTES = 48 * 1024 * 1024
const HANDLES = 5_000

/** Where a request may be meant for. */
export type Target =
  | { readonly kind: 'platform' }
  /** `registryVersion` is of the moment of the question: what was made under it holds as long as it does. */
  | {
      readonly kind: 'school'
      readonly tenant: Tenant
      readonly registryVersion: number
      /** The origin that pages of the school are to be asked at instead. */
      readonly movedTo: string | undefined
    }

/** Whether somebody of the staff may do something in a school. */
export interface StaffQuestion {
  readonly personId: string
  readonly permission: Permission
  /** The course it is about, where it is about one. */
  readonly courseId?: string | undefined
  readonly device: Device
}

/**
 * The schools of one data folder, and the only places that answer a handle:
 * `resolveHost` for requests, `openForStaff` for the dashboard, `openForLink` for signed links on the platform's host,
 * `openById` for jobs and the command line.
 */
export class Schools {
  readonly registry: Registry
  readonly pool: Pool
  /** Who watches at this moment. */
  readonly streams = new Streams()
  /** The platform's account at Mux, with what is known of its films; undefined without one. A school has its own view of it (Tenant#mux). */
  readonly mux: MuxAccount | undefined
  readonly #cache = new Cache(PAGE_CACHE_BYTES)
  readonly #tenants = new Map<string, Tenant>()
  /** Schools in quarantine of which the registry could not be told. */
  readonly #unnoted = new Set<string>()
  /** By Host header, as the registry was at `#hostsVersion`. */
  readonly #hosts = new Map<string, Target>()
  #hostsVersion = -1
  #onJobs: (schoolId: string) => void = () => {}

  constructor(
    readonly env: Env,
    readonly storage: RootStorage,
    readonly log: Log,
    readonly cluster: Cluster = ALONE,
  ) {
    this.mux = openAccount(this.env, this.platformOrigin, storage.browserOrigin !== undefined)
    this.registry = Registry.open(registryFile(env), log, cluster)
    const folder = schoolsFolder(env)
    mkdirSync(folder, { recursive: true })
    this.pool = new Pool(folder, Math.min(env.poolSize, mostAtOnce().schools), log, contentVersionOf, cluster)
    this.pool.onBroken((id, reason, file) => this.#quarantine(id, reason, file))
  }

  /** Whom to tell, in this process, that a school has jobs; other processes find the mark. */
  onJobs(tell: (schoolId: string) => void): void {
    this.#onJobs = tell
  }

  /**
   * Whose page a Host header asks for. The port is the proxy's business and is not looked at.
   * Who resolves many hosts at one moment passes the registry's version of that moment.
   * @throws SchoolUnknown, SchoolSuspended, SchoolBroken
   */
  resolveHost(host: string, registryVersion = this.registry.version()): Target {
    // One small query instead of the school's row: any change to a school moves the version.
    if (registryVersion !== this.#hostsVersion || this.#hosts.size >= HANDLES) this.#hosts.clear()
    // Who put another file in a school's place moved it.
    if (registryVersion !== this.#hostsVersion) this.pool.letGoOfMoved()
    this.#hostsVersion = registryVersion
    const known = this.#hosts.get(host)
    if (known) return known
    const target = this.#targetOf(hostname(host), registryVersion)
    this.#hosts.set(host, target)
    return target
  }

  #targetOf(name: string, registryVersion: number): Target {
    if (name === hostname(this.env.platformHost)) return { kind: 'platform' }
    const school = this.#atHost(name)
    if (!school) throw new SchoolUnknown()
    if (school.suspendedAt) throw new SchoolSuspended()
    const movedTo = name === hostname(new URL(this.siteOf(school)).host) ? undefined : this.siteOf(school)
    return { kind: 'school', tenant: this.#handle(school), registryVersion, movedTo }
  }

  /**
   * What is done through this handle says from where.
   * @throws SchoolUnknown also when the person does not work there: a stranger learns nothing about which schools exist; NotAllowed;
   * TwoFactorNeeded where the school opens for staff with a second step alone;
   * CourseUnknown for a course of somebody else's, to who may manage only their own
   */
  openForStaff(slug: string, asks: StaffQuestion): { tenant: Tenant; grants: Grants } {
    const school = this.registry.bySlug(slug)
    const grants = school && grantsIn(this.registry, asks.personId, school.id)
    if (!school || !grants) throw new SchoolUnknown()
    if (school.suspendedAt) throw new SchoolSuspended()
    this.registry.read((db) => requireTwoFactorOf(db, school, asks.personId))
    if (!grants.permissions.has(asks.permission)) throw new NotAllowed()
    const tenant = this.#handle(school)
    const { courseId } = asks
    if (grants.ownCoursesOnly && courseId !== undefined && !tenant.read((db) => teaches(db, courseId, asks.personId)))
      throw new CourseUnknown()
    return { tenant: tenant.from(asks.device), grants }
  }

  /** @throws SchoolUnknown */
  openById(id: string): Tenant {
    const school = this.registry.byId(id)
    if (!school) throw new SchoolUnknown()
    return this.#handle(school)
  }

  /** For a request whose link names the school: as `openById`, for a school that is open. @throws SchoolUnknown, SchoolSuspended */
  openForLink(id: string): Tenant {
    const school = this.registry.byId(id)
    if (!school) throw new SchoolUnknown()
    if (school.suspendedAt) throw new SchoolSuspended()
    return this.#handle(school)
  }

  /** The school a host belongs to, suspended or not, for a log line; nothing is opened. */
  schoolIdOf(host: string): string | undefined {
    return this.#atHost(hostname(host))?.id
  }

  #atHost(name: string): School | undefined {
    const domain = `.${hostname(this.env.tenantDomain)}`
    return name.endsWith(domain) ? this.registry.bySlug(name.slice(0, -domain.length)) : this.registry.atDomain(name)
  }

  /** @throws SchoolBroken */
  #handle(school: School): Tenant {
    if (school.quarantinedAt !== null) this.#endOrRefuse(school)
    // Where it could not be noted, the registry says nothing.
    else if (!this.#unnoted.has(school.id)) this.pool.readmit(school.id)
    const known = this.#tenants.get(school.id)
    if (known?.slug === school.slug && known.site === this.siteOf(school)) return known
    const tenant = this.handleFor(school)
    if (this.#tenants.size >= HANDLES) this.#tenants.clear()
    this.#tenants.set(school.id, tenant)
    return tenant
  }

  #quarantine(schoolId: string, reason: string, file: string): void {
    try {
      this.registry.quarantine(schoolId, reason, file)
      this.#unnoted.delete(schoolId)
    } catch (error) {
      // This process knows; others, and the next, will find the damage themselves.
      this.#unnoted.add(schoolId)
      this.log.error({ tenant: schoolId, err: error }, 'the quarantine of a school could not be noted')
    }
  }

  /** Another file than the damaged one ends a quarantine, whoever put it there. @throws SchoolBroken when it is the same */
  #endOrRefuse(school: School): void {
    // How a file looks is this machine's alone; what was set aside elsewhere is given back there.
    if (this.cluster.role.is !== 'primary' || this.pool.identity(school.id) === school.quarantinedFile) throw new SchoolBroken()
    this.registry.endQuarantine(school.id)
    this.forget(school.id)
    this.log.info({ tenant: school.id }, 'the file of a school that was set aside has been replaced')
  }

  /** A handle that is not kept: for a school that is being made. */
  handleFor(school: { id: string; slug: string }): Tenant {
    return new Tenant({
      id: school.id,
      slug: school.slug,
      origin: this.originOf(school.slug),
      site: this.siteOf(school),
      pool: this.pool,
      cluster: this.cluster,
      files: prefixed(this.storage, `schools/${school.id}/`),
      cache: this.#cache.of(school.id),
      log: this.log.child({ tenant: school.id }),
      masterKey: this.env.secret,
      mux: this.mux?.of(school.id),
      mailFrom: this.env.mail.from,
      brokerOrigin: this.env.redisUrl || this.env.s3 ? this.env.internalUrl : undefined,
      beforeJobs: (runAt) => this.registry.markDirty(school.id, runAt),
      afterJobs: () => this.#onJobs(school.id),
    })
  }

  /** `https://acme.example` of a slug, whether or not somebody has it. */
  originOf(slug: string): string {
    return `${this.env.scheme}://${slug}.${this.env.tenantDomain}`
  }

  /** Where visitors are to find a school: at its own domain, or else at its slug's. */
  siteOf({ id, slug }: { id: string; slug: string }): string {
    const own = this.registry.domainOf(id)
    const port = /:\d+$/.exec(this.env.tenantDomain)?.[0] ?? ''
    return own === undefined ? this.originOf(slug) : `${this.env.scheme}://${own}${port}`
  }

  /** The platform's host, the domain that slugs are under, and what is below either: no school's to bring along. */
  isOwnHost(host: string): boolean {
    const own = [this.env.platformHost, this.env.tenantDomain].map(hostname)
    return own.some((name) => host === name || host.endsWith(`.${name}`))
  }

  get platformOrigin(): string {
    return `${this.env.scheme}://${this.env.platformHost}`
  }

  /** Signs a payload for one purpose of the platform itself; no school's seal is taken for it. */
  seal(purpose: string, payload: object): string {
    return seal(deriveKey(this.env.secret, purpose), payload)
  }

  unseal(purpose: string, sealed: string): unknown {
    return unseal(deriveKey(this.env.secret, purpose), sealed)
  }

  /** Evicts what this process keeps of a school. */
  forget(schoolId: string): void {
    this.#tenants.delete(schoolId)
    this.#hosts.clear()
    this.#cache.of(schoolId).clear()
  }

  close(): void {
    this.pool.close()
    this.registry.close()
  }
}

const hostname = (host: string) => host.toLowerCase().replace(/:\d+$/, '')
