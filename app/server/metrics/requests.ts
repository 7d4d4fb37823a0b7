import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Count, Spreads, Tally } from '#lib/tally.ts'
import { isUnsafe } from '../guards.ts'

/** What is asked for, as far as its speed is concerned: media and transfers last as long as the visitor's line takes. */
export type RequestKind = 'page' | 'screen' | 'endpoint' | 'asset' | 'media' | 'transfer' | 'refused'

/** Words for who asks what, none of which a visitor chooses: routes are those of the build. */
type Words = [kind: RequestKind, route: string, method: 'read' | 'write']

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10]

export const requestTimes = new Spreads<Words>(SECONDS)
export const requests = new Tally<[...Words, status: string]>()
/** How published pages were answered: `hit` with bytes that were prepared already, `made` for this one, `personal` for one visitor alone. */
export const publishedPages = new Tally<['hit' | 'made' | 'personal']>()

const STATUS = ['2xx', '3xx', '4xx', '5xx']
/** Nothing is answered with less than 200 for good. */
const classAt = (status: number): number => Math.floor(status / 100) - 2

/** The fast path: what it counts in is found once, and counting allocates nothing. */
const pageTimes = requestTimes.of('page', 'page', 'read')
const pages: readonly Count[] = STATUS.map((status) => requests.of('page', 'page', 'read', status))

/** A published page was written. @param begun of `performance.now()` */
export function notePage(begun: number, status: number): void {
  pageTimes.observe((performance.now() - begun) / 1_000)
  const cell = pages[classAt(status)]
  if (cell) cell.count++
}

/** One request that is not for a published page, until its answer has gone out. */
export class Followed {
  static readonly #all = new WeakSet<ServerResponse>()
  kind: RequestKind = 'refused'
  route = 'refused'

  static is(res: ServerResponse): boolean {
    return Followed.#all.has(res)
  }

  constructor(
    private readonly req: IncomingMessage,
    private readonly res: ServerResponse,
    private readonly begun: number,
  ) {
    Followed.#all.add(res)
    res.once('close', () => this.#note())
  }

  as(kind: RequestKind, route: string): void {
    this.kind = kind
    this.route = route
  }

  #note(): void {
    const method = isUnsafe(this.req) ? 'write' : 'read'
    // Who hung up before was answered with nothing, whatever status was to be.
    const status = this.res.writableFinished ? (STATUS[classAt(this.res.statusCode)] ?? 'other') : 'gone'
    requests.of(this.kind, this.route, method, status).count++
    if (status !== 'gone') requestTimes.of(this.kind, this.route, method).observe((performance.now() - this.begun) / 1_000)
  }
}

const ENDPOINTS: ReadonlyMap<string, RequestKind> = new Map([
  ['media', 'media'],
  ['pictures', 'media'],
  ['avatars', 'media'],
  ['icons', 'media'],
  ['social', 'media'],
  ['sources', 'transfer'],
  ['originals', 'transfer'],
  ['uploads', 'transfer'],
  ['webhooks', 'endpoint'],
])

/** What an endpoint's path is for; a name of ours, never what the visitor wrote. */
export function nameEndpoint(followed: Followed, path: string): void {
  const first = path.slice(1, path.indexOf('/', 1) < 0 ? undefined : path.indexOf('/', 1))
  const kind = ENDPOINTS.get(first)
  if (kind) followed.as(kind, first)
  else followed.as('endpoint', path === '/learn/heartbeats' ? 'heartbeats' : 'icon')
}
