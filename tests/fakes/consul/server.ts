import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

/**
 * As much of Consul as holds a lease: sessions that end when nobody renews them, and keys that a session can lock
 * (https://developer.hashicorp.com/consul/api-docs/session and …/kv). Sessions here delete their keys, as LiteFS asks for. What Consul
 * says only approximately (a session lives for its TTL at least, twice as long at most) is exact: the TTL.
 */
export class FakeConsul {
  readonly #server: Server
  readonly #sessions = new Map<string, Session>()
  readonly #keys = new Map<string, Entry>()
  /** Keys whose session was invalidated cannot be locked before. Milliseconds of `performance.now()`. */
  readonly #delayed = new Map<string, number>()
  #index = 1

  private constructor() {
    this.#server = createServer((req, res) => {
      this.#answer(req).then(
        ({ status, body }) => {
          res.writeHead(status, { 'Content-Type': 'application/json', 'X-Consul-Index': String(this.#index) })
          res.end(JSON.stringify(body))
        },
        (error: unknown) => {
          res.writeHead(500, { 'Content-Type': 'text/plain' })
          res.end(String(error))
        },
      )
    })
  }

  static async start(): Promise<FakeConsul> {
    const fake = new FakeConsul()
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    for (const { timer } of this.#sessions.values()) clearTimeout(timer)
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(req: IncomingMessage): Promise<Said> {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://consul')
    const body = await textOf(req)
    const [, , of = '', what = '', ...rest] = pathname.split('/')
    if (req.method === 'PUT' && of === 'catalog' && what === 'register') return ok(true)
    if (req.method === 'PUT' && of === 'session') return this.#session(what, rest.join('/'), body)
    if (of === 'kv') {
      const key = [what, ...rest].join('/')
      if (req.method === 'GET') return this.#get(key)
      if (req.method === 'PUT') return this.#put(key, body, searchParams)
    }
    return { status: 404, body: `no handler for ${req.method} ${pathname}` }
  }

  #session(verb: string, id: string, body: string): Said {
    if (verb === 'create') {
      const asked = Create.parse(JSON.parse(body))
      const ttl = milliseconds(asked.TTL)
      if (ttl < 10_000 || ttl > 86_400_000)
        return { status: 400, body: `Invalid Session TTL '${asked.TTL}', must be between [10s=24h0m0s]` }
      const session: Session = { id: randomUUID(), ttl, lockDelay: milliseconds(asked.LockDelay), timer: undefined }
      this.#sessions.set(session.id, session)
      this.#renew(session)
      return ok({ ID: session.id })
    }
    const session = this.#sessions.get(id)
    if (verb === 'renew') {
      if (!session) return { status: 404, body: `Session id '${id}' not found` }
      this.#renew(session)
      return ok([{ ID: id, TTL: `${session.ttl / 1000}s`, Behavior: 'delete' }])
    }
    if (verb !== 'destroy') return { status: 404, body: 'no such verb' }
    if (session) this.#invalidate(session)
    return ok(true)
  }

  #renew(session: Session): void {
    clearTimeout(session.timer)
    session.timer = setTimeout(() => this.#invalidate(session), session.ttl)
  }

  /** Its keys go, and nobody may lock them for a while: who held them may not have heard yet. */
  #invalidate(session: Session): void {
    clearTimeout(session.timer)
    this.#sessions.delete(session.id)
    for (const [key, entry] of this.#keys) {
      if (entry.session !== session.id) continue
      this.#keys.delete(key)
      this.#delayed.set(key, performance.now() + session.lockDelay)
    }
  }

  #get(key: string): Said {
    const entry = this.#keys.get(key)
    if (!entry) return { status: 404, body: null }
    const { value, session, index, locks } = entry
    const found = {
      Key: key,
      Value: Buffer.from(value).toString('base64'),
      Flags: 0,
      LockIndex: locks,
      CreateIndex: index,
      ModifyIndex: index,
    }
    return ok([session === undefined ? found : { ...found, Session: session }])
  }

  #put(key: string, value: string, asked: URLSearchParams): Said {
    const known = this.#keys.get(key)
    const acquire = asked.get('acquire')
    const release = asked.get('release')
    if (release !== null) {
      if (known?.session !== release) return ok(false)
      this.#keys.set(key, { ...known, value, session: undefined })
      return ok(true)
    }
    if (acquire !== null) {
      if (!this.#sessions.has(acquire)) return { status: 500, body: `invalid session "${acquire}"` }
      if (known?.session !== undefined && known.session !== acquire) return ok(false)
      if ((this.#delayed.get(key) ?? 0) > performance.now()) return ok(false)
      const isHeld = known?.session === acquire
      this.#keys.set(key, { value, session: acquire, index: ++this.#index, locks: (known?.locks ?? 0) + (isHeld ? 0 : 1) })
      return ok(true)
    }
    this.#keys.set(key, { value, session: known?.session, index: ++this.#index, locks: known?.locks ?? 0 })
    return ok(true)
  }
}

interface Session {
  readonly id: string
  readonly ttl: number
  readonly lockDelay: number
  timer: NodeJS.Timeout | undefined
}

interface Entry {
  readonly value: string
  readonly session: string | undefined
  readonly index: number
  readonly locks: number
}

interface Said {
  readonly status: number
  readonly body: unknown
}

const ok = (body: unknown): Said => ({ status: 200, body })

/** Go's durations, as its client writes them: `10s`, `1000000000ns`, `1m30s`. */
function milliseconds(duration: string): number {
  const units: Record<string, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
  return [...duration.matchAll(/([\d.]+)(ns|us|ms|s|m|h)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  )
}

const Create = z.object({ TTL: z.string(), LockDelay: z.string().default('15s'), Behavior: z.literal('delete') })

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
