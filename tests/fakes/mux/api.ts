import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { z } from 'zod'
import type { Films } from './films.ts'
import { CreateAsset, CreateUpload, MasterAccess, missing, Refused, wrong } from './shapes.ts'
import type { Uploads } from './uploads.ts'

export const ACTIONS = {
  'POST uploads': 'create upload',
  'GET upload': 'get upload',
  'PUT upload/cancel': 'cancel upload',
  'POST assets': 'create asset',
  'GET assets': 'list assets',
  'GET asset': 'get asset',
  'DELETE asset': 'delete asset',
  'PUT asset/master-access': 'change master access',
} as const
export type Action = (typeof ACTIONS)[keyof typeof ACTIONS]

/** What Mux does with the next request of an action: answers so instead, or does it and lets the answer be lost. */
export type Trouble = { readonly status: number; readonly type?: string; readonly message?: string } | 'answer lost'

export interface Answered {
  /** 0: none. */
  readonly status: number
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

interface Office {
  readonly films: Films
  readonly uploads: Uploads
  readonly token: { readonly id: string; readonly secret: string }
  fetch(url: string, path: string): Promise<void>
}

/** api.mux.com */
export class Api {
  /** What was asked, in order: `create asset`, `get asset 4f1c…`. Refusals are among them. */
  readonly asked: string[] = []
  readonly #troubles = new Map<Action, Trouble[]>()

  constructor(private readonly office: Office) {}

  trouble(action: Action, ...troubles: readonly Trouble[]): void {
    this.#troubles.set(action, [...(this.#troubles.get(action) ?? []), ...troubles])
  }

  async answer(req: IncomingMessage): Promise<Answered> {
    try {
      return await this.#route(req, await text(req))
    } catch (error) {
      if (error instanceof Refused) return { status: error.status, body: error.body, headers: error.headers }
      return { status: 500, body: { error: { type: 'internal_error', messages: [String(error)] } } }
    }
  }

  async #route({ method = '', url = '', headers }: IncomingMessage, body: string): Promise<Answered> {
    const { pathname, searchParams } = new URL(url, 'http://api')
    const [, kind = '', id = '', verb = ''] = /^\/video\/v1\/(upload|asset)s(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(pathname) ?? []
    const action = isKnown(`${method} ${kind}${id ? '' : 's'}${verb && `/${verb}`}`)
    if (!action) throw missing()
    this.asked.push(`${action} ${id}`.trim())
    // mux.com/docs/core/make-api-requests: HTTP Basic, the token's id and its secret.
    const { token } = this.office
    if (headers.authorization !== `Basic ${Buffer.from(`${token.id}:${token.secret}`).toString('base64')}`)
      throw new Refused(401, 'unauthorized', 'Unauthorized request')
    const trouble = this.#troubles.get(action)?.shift()
    if (trouble && trouble !== 'answer lost') throw troubled(trouble)
    const answered = await this.#do(action, id, body, searchParams)
    return trouble ? { status: 0 } : answered
  }

  async #do(action: Action, id: string, body: string, query: URLSearchParams): Promise<Answered> {
    const { films, uploads } = this.office
    switch (action) {
      case 'create upload':
        return data(uploads.json(uploads.create(parse(CreateUpload, body))), 201)
      case 'get upload':
        return data(uploads.json(uploads.find(id)))
      case 'cancel upload':
        return data(uploads.json(uploads.cancel(id)))
      case 'create asset': {
        const { inputs, ...settings } = parse(CreateAsset, body)
        return data(films.json(films.create(settings, (path) => this.office.fetch(inputs[0].url, path))), 201)
      }
      case 'list assets': {
        const limit = Number(query.get('limit') ?? 10)
        const newest = [...films.all].reverse().slice(0, limit)
        return { status: 200, body: { data: newest.map((film) => films.json(film)), next_cursor: null } }
      }
      case 'get asset':
        return data(films.json(films.find(id)))
      case 'delete asset':
        await films.delete(id)
        return { status: 204 }
      case 'change master access': {
        const { master_access: wanted } = parse(MasterAccess, body)
        return data(films.json(wanted === 'temporary' ? films.openMaster(id) : films.closeMaster(id)))
      }
    }
  }
}

const isKnown = (key: string): Action | undefined => Object.entries(ACTIONS).find(([known]) => known === key)?.[1]
const data = (given: object, status = 200): Answered => ({ status, body: { data: given } })

/** At once, as far as the client lets itself be told: half a second for each try would be a test that sleeps. */
const AT_ONCE = { 'retry-after-ms': '1' }
const KINDS: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 429: 'too_many_requests' }

function troubled({ status, type, message }: Exclude<Trouble, string>): Refused {
  const kind = type ?? KINDS[status] ?? (status >= 500 ? 'internal_error' : 'invalid_parameters')
  return new Refused(status, kind, message ?? 'as the test wished', AT_ONCE)
}

function parse<S extends z.ZodType>(shape: S, body: string): z.infer<S> {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw wrong('Invalid JSON')
  }
  const read = shape.safeParse(json)
  if (!read.success) throw wrong(read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  return read.data
}
