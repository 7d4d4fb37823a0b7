import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ENCODING_TIERS, known, PROGRESS } from './known.ts'
import { NotMedia, type Prepared, prepare } from './prepare.ts'
import { missing, Refused, type Settings, wrong } from './shapes.ts'
import type { Webhooks } from './webhooks.ts'

const DAY_MS = 24 * 60 * 60_000
const anId = () => randomBytes(24).toString('hex')

/** An asset. Its states: mux.com/docs/api-reference/video/assets. */
export class Film {
  readonly id = anId()
  readonly playbackIds: readonly { readonly id: string; readonly policy: 'public' | 'signed' }[]
  status: 'preparing' | 'ready' | 'errored' = 'preparing'
  prepared: Prepared | undefined
  errors: { readonly type: string; readonly messages: readonly string[] } | undefined
  master: { status: 'preparing' | 'ready'; until: number } | undefined

  constructor(
    readonly settings: Settings,
    readonly createdAt: number,
    /** Holds `source`, and what was made of it. */
    readonly folder: string,
    readonly uploadId: string | undefined,
  ) {
    this.playbackIds = (settings.playback_policies ?? []).map((policy) => ({ id: anId(), policy }))
  }

  get source(): string {
    return join(this.folder, 'source')
  }
}

export interface Mill {
  readonly folder: string
  readonly webhooks: Webhooks
  now(): number
  /** Where the master of a film is fetched until then, milliseconds. */
  masterUrl(film: Film, until: number): string
}

/** All assets of one environment. */
export class Films {
  readonly #films = new Map<string, Film>()
  #preparing: Promise<void> = Promise.resolve()
  #held: (() => void)[] = []
  /** Nothing is prepared before `goOn`. */
  held = false
  /** Of the free plan: ten (mux.com/docs/pricing/video). */
  most = Number.POSITIVE_INFINITY

  constructor(private readonly mill: Mill) {}

  get all(): readonly Film[] {
    return [...this.#films.values()]
  }

  refuseBeyondPlan(more = ''): void {
    if (this.#films.size >= this.most) throw wrong(`Free plan is limited to ${this.most} assets${more}`)
  }

  /** @param bring puts the source where it is told to */
  create(settings: Settings, bring: (path: string) => Promise<void>, uploadId?: string): Film {
    this.refuseBeyondPlan()
    const film = new Film(settings, this.mill.now(), join(this.mill.folder, anId()), uploadId)
    this.#films.set(film.id, film)
    this.#tell(film, 'created')
    if (settings.master_access === 'temporary') film.master = { status: 'preparing', until: Number.POSITIVE_INFINITY }
    const begin = () => {
      this.#preparing = this.#preparing.then(() => this.#prepare(film, bring))
    }
    if (this.held) this.#held.push(begin)
    else begin()
    return film
  }

  goOn(): void {
    this.held = false
    for (const begin of this.#held.splice(0)) begin()
  }

  /** Also of what comes while it is waited for. */
  async done(): Promise<void> {
    for (let waited: Promise<void> | undefined; waited !== this.#preparing; ) {
      waited = this.#preparing
      await waited
    }
  }

  find(id: string): Film {
    const film = this.#films.get(id)
    if (!film) throw missing()
    // After a day it reverts to none (…/update-asset-master-access).
    if (film.master && film.master.until <= this.mill.now()) film.master = undefined
    return film
  }

  playing(playbackId: string): { film: Film; policy: 'public' | 'signed' } | undefined {
    for (const film of this.#films.values()) {
      const found = film.playbackIds.find(({ id }) => id === playbackId)
      if (found && film.status === 'ready') return { film, policy: found.policy }
    }
    return undefined
  }

  async delete(id: string): Promise<void> {
    const film = this.find(id)
    this.#films.delete(id)
    this.#tell(film, 'deleted')
    if (film.status !== 'preparing') await rm(film.folder, { recursive: true, force: true })
  }

  /** mux.com/docs/guides/download-for-offline-editing */
  openMaster(id: string): Film {
    const film = this.find(id)
    if (film.status !== 'ready') throw new Refused(400, 'invalid_parameters', 'Master access can be changed of assets that are ready')
    if (film.master) return film
    film.master = { status: 'preparing', until: Number.POSITIVE_INFINITY }
    this.#tell(film, 'master.preparing')
    this.#preparing = this.#preparing.then(() => this.#masterReady(film))
    return film
  }

  closeMaster(id: string): Film {
    const film = this.find(id)
    if (film.master) this.#tell(film, 'master.deleted')
    film.master = undefined
    return film
  }

  #masterReady(film: Film): void {
    if (film.master?.status !== 'preparing') return
    film.master = { status: 'ready', until: this.mill.now() + DAY_MS }
    this.#tell(film, 'master.ready')
  }

  async #prepare(film: Film, bring: (path: string) => Promise<void>): Promise<void> {
    try {
      await mkdir(film.folder, { recursive: true })
      await bring(film.source)
      film.prepared = await prepare(film.source, join(film.folder, 'hls'))
      film.status = 'ready'
    } catch (error) {
      film.status = 'errored'
      film.errors = {
        type: 'invalid_input',
        messages: [error instanceof NotMedia ? 'The input is not a supported video or audio file' : String(error)],
      }
    }
    // Deleted meanwhile: nobody is told of it any more.
    if (!this.#films.has(film.id)) return rm(film.folder, { recursive: true, force: true })
    this.#tell(film, film.status)
    if (film.status === 'ready' && film.master) this.#masterReady(film)
  }

  #tell(film: Film, what: string): void {
    // Seconds are a number in webhooks and text in the API, both as documented.
    const data = { ...this.json(film), created_at: Math.floor(film.createdAt / 1_000) }
    this.mill.webhooks.tell(`video.asset.${what}`, { type: 'asset', id: film.id }, data)
  }

  json(film: Film): object {
    const { settings, status, prepared, errors, uploadId } = film
    return {
      ...{ id: film.id, status, created_at: String(Math.floor(film.createdAt / 1_000)), progress: PROGRESS[status] },
      ...(film.playbackIds.length > 0 && { playback_ids: film.playbackIds }),
      video_quality: settings.video_quality ?? 'plus',
      encoding_tier: ENCODING_TIERS[settings.video_quality ?? 'plus'],
      max_resolution_tier: settings.max_resolution_tier ?? '1080p',
      mp4_support: 'none',
      ingest_type: uploadId ? 'on_demand_direct_upload' : 'on_demand_url',
      ...(settings.passthrough !== undefined && { passthrough: settings.passthrough }),
      ...(settings.meta && { meta: settings.meta }),
      ...(uploadId && { upload_id: uploadId }),
      ...(prepared && known(film.id, prepared)),
      ...(errors && { errors }),
      ...this.#masterOf(film),
    }
  }

  #masterOf(film: Film): object {
    if (!film.master) return { master_access: 'none' }
    const { status, until } = film.master
    return { master_access: 'temporary', master: { status, ...(status === 'ready' && { url: this.mill.masterUrl(film, until) }) } }
  }
}
