import { retryAfter } from '../upload/send-part.ts'
import { inPieces, parcels } from './heartbeat-parcels.ts'
import { HeartbeatShelf, isRecord, type KeptReport, mergeMany, type Remainder, type Shelf } from './heartbeat-shelf.ts'
import type { WatchReport } from './watch-report.ts'

export interface HeartbeatOptions {
  /** Where reports are posted; same origin, with cookies. */
  readonly url: string
  readonly lessonId: string
  /** The film it shows. */
  readonly assetId?: string | undefined
  /** The student: what any lesson left unsent goes along with the next one that is open. */
  readonly scope: string
  /** The server has reports of an earlier visit or another lesson, on disk or not yet. */
  readonly onTaken?: () => void
  /** More of what was watched is on the server's disk now; not `own` when an earlier visit left it. */
  readonly onDurable?: (own: boolean) => void
  readonly player?: string
  readonly shelf?: Shelf | undefined
  readonly now?: () => number
  /** Calls back after `ms`; answers how to take that back. */
  readonly later?: (callback: () => void, ms: number) => () => void
  readonly beacon?: (url: string, body: Blob) => boolean
}

const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 5 * 60_000
/** The server writes what it took every two seconds; a busy one takes longer, and who waits for “done” is still watching the screen. */
const WRITTEN_AFTER_MS = 2_500
const LONGEST_WRITING_MS = 10_000
const ANSWER_MS = 15_000

/**
 * Brings watch reports to the server and loses none: a report is kept in this browser until the server says that it is
 * durable, and is sent again after a lost line, a closed tab or a server that crashed. The server knows it by player and
 * number, so sending twice is harmless.
 *
 * The Player calls back with a report every 10 s while it plays, on pause, at the end and when the page goes: `add` each.
 */
export class HeartbeatQueue {
  readonly #options: HeartbeatOptions
  readonly #player: string
  readonly #kept: HeartbeatShelf
  #reports: readonly KeptReport[] = []
  #seq = 0
  /** Other pages whose reports the server has been given by this one. */
  readonly #taken = new Set<string>()
  #durable = 0
  /** Nothing is sent before the person signed in again; a page load or a new line tries once more. */
  #held = false
  #leaving = false
  /** Answers in a row that did not come, and answers in a row that said “taken, not yet written”. */
  #failures = 0
  #unwritten = 0
  #sending: Promise<void> | undefined
  #again = false
  #cancelRetry: (() => void) | undefined

  constructor(options: HeartbeatOptions) {
    this.#options = options
    this.#player = options.player ?? randomId()
    this.#kept = new HeartbeatShelf(options.scope, 'shelf' in options ? options.shelf : ownShelf())
  }

  /** Sends what earlier visits left, and listens to the page. Answers how to stop. */
  start(): () => void {
    const leave = () => this.#leave()
    const back = () => {
      this.#leaving = false
      void this.retry()
    }
    if (typeof window !== 'undefined') {
      window.addEventListener('pagehide', leave)
      window.addEventListener('pageshow', back)
      window.addEventListener('online', back)
    }
    void this.retry()
    return () => {
      this.#cancelRetry?.()
      if (typeof window === 'undefined') return
      window.removeEventListener('pagehide', leave)
      window.removeEventListener('pageshow', back)
      window.removeEventListener('online', back)
    }
  }

  /** Keeps the report and sends it. A report without anything watched still tells the position. */
  add(report: WatchReport): Promise<void> {
    const pieces = inPieces(report).map((piece) => ({ seq: ++this.#seq, at: this.#now(), ...piece }))
    this.#reports = mergeMany([...this.#reports, ...pieces])
    this.#keepOwn()
    if (!this.#leaving) return this.flush()
    this.#leave()
    return Promise.resolve()
  }

  /** Tries everything at once, also what was held; waits that grew without a line begin small again. */
  retry(): Promise<void> {
    this.#held = false
    this.#failures = 0
    return this.flush()
  }

  /** Resolves when what was there was answered, or could not be sent for now. */
  flush(): Promise<void> {
    if (this.#sending) {
      this.#again = true
      return this.#sending
    }
    this.#sending = this.#sendAll().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    do {
      this.#again = false
      this.#cancelRetry?.()
      for (const rest of this.#remainders()) {
        for (const parcel of parcels(rest)) {
          const came = this.#held ? 'nowhere' : await this.#send(parcel)
          if (came === 'nowhere') return
          if (came === 'taken') break
        }
      }
    } while (this.#again)
  }

  #remainders(): Remainder[] {
    const others = this.#kept.all(this.#now()).filter((rest) => rest.player !== this.#player)
    return [this.#own(), ...others].filter((rest) => rest.reports.length > 0)
  }

  /** How far it came: on the server's disk (or to where it is nobody's), into its memory, or nowhere: then all the rest waits. */
  async #send(rest: Remainder): Promise<'settled' | 'taken' | 'nowhere'> {
    const last = rest.reports.at(-1)?.seq ?? 0
    const answer = await post(this.#options.url, bodyOf(rest, this.#now()))
    if (answer.status === 401) {
      this.#held = true
      return 'nowhere'
    }
    // The student lost the course, the lesson is gone, or nobody can read this: it would be refused for ever.
    if (answer.status === 400 || answer.status === 403 || answer.status === 404) {
      this.#drop(rest.player, last)
      return 'settled'
    }
    if (answer.durable === undefined) {
      this.#retryLater(growing(FIRST_RETRY_MS, this.#failures++, LONGEST_RETRY_MS), answer.retryAfterMs)
      return 'nowhere'
    }
    const { durable } = answer
    if (rest.player !== this.#player && !this.#taken.has(rest.player)) {
      this.#taken.add(rest.player)
      this.#options.onTaken?.()
    }
    this.#drop(rest.player, durable)
    if (rest.reports.some((report) => report.seq <= durable)) this.#options.onDurable?.(rest.player === this.#player)
    // Taken but not on the server's disk yet: asked again until it is, also when nothing more is watched.
    this.#failures = 0
    if (durable < last) this.#retryLater(growing(WRITTEN_AFTER_MS, this.#unwritten++, LONGEST_WRITING_MS))
    else this.#unwritten = 0
    return durable < last ? 'taken' : 'settled'
  }

  /** Forgets what is durable. A late answer, or a server set back to an older state, knows less than an earlier one: nothing changes. */
  #drop(player: string, upTo: number): void {
    if (player === this.#player) {
      this.#durable = Math.max(this.#durable, upTo)
      this.#reports = this.#reports.filter((report) => report.seq > this.#durable)
      this.#keepOwn()
      return
    }
    const rest = this.#kept.read(player)
    if (rest) this.#kept.write({ ...rest, reports: rest.reports.filter((report) => report.seq > upTo) })
  }

  #own(): Remainder {
    const { lessonId, assetId } = this.#options
    return { player: this.#player, lessonId, ...(assetId !== undefined && { assetId }), reports: this.#reports }
  }

  #keepOwn(): void {
    this.#kept.write(this.#own())
  }

  #retryLater(ms: number, askedMs = 0): void {
    this.#cancelRetry?.()
    this.#cancelRetry = (this.#options.later ?? later)(() => void this.flush(), Math.max(askedMs, ms))
  }

  /** The page goes: a beacon outlives it. Its answer is heard by nobody, so everything stays kept until the next visit. */
  #leave(): void {
    this.#leaving = true
    const [first] = parcels(this.#own())
    if (this.#held || !first) return
    const body = new Blob([bodyOf(first, this.#now())], { type: 'application/json' })
    const sent = (this.#options.beacon ?? ownBeacon)(this.#options.url, body)
    if (!sent) void this.flush()
  }

  #now(): number {
    return (this.#options.now ?? Date.now)()
  }
}

interface Answer {
  /** 0: none came. */
  readonly status: number
  readonly durable?: number
  readonly retryAfterMs?: number
}

async function post(url: string, body: string): Promise<Answer> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      keepalive: true,
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const said: unknown = answer.ok ? await answer.json() : undefined
    const durable = isRecord(said) && typeof said.durable === 'number' ? said.durable : undefined
    return {
      status: answer.status,
      ...(durable !== undefined && { durable }),
      ...retryAfter(answer.headers.get('retry-after')),
    }
  } catch {
    // No line, no answer in time, or half an answer: all the same to us, it is tried again.
    return { status: 0 }
  }
}

/** With the clock it is sent by: the server reckons from it how long ago each report was made, whatever this clock says. */
function bodyOf({ lessonId, assetId, player, reports }: Remainder, sentAt: number): string {
  return JSON.stringify({ lessonId, assetId, player, sentAt, reports })
}

/** Twice as long after each of `times` tries. */
const growing = (firstMs: number, times: number, longestMs: number) => Math.min(longestMs, firstMs * 2 ** times)

function later(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}

function ownBeacon(url: string, body: Blob): boolean {
  return globalThis.navigator?.sendBeacon?.(url, body) ?? false
}

/** `crypto.randomUUID` is missing on insecure origins; `getRandomValues` is not. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function ownShelf(): Shelf | undefined {
  try {
    return globalThis.localStorage
  } catch {
    // Reading the property throws where the person forbids storage.
    return undefined
  }
}
