import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { z } from 'zod'
import { FakeMachine, type State } from './machine.ts'
import { Rates } from './rates.ts'
import { CreateLease, CreateMachine, guestTrouble, Stop } from './shapes.ts'

/** What Fly does with the next request of an action: answers a status instead, or does it and lets the answer be lost. */
export type Trouble = { readonly status: number; readonly error?: string; readonly retryAfter?: number } | 'answer_lost'
export type Action = 'list' | 'create' | 'get' | 'start' | 'stop' | 'destroy' | 'lease' | 'release'

interface Answered {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const TOKEN = 'FlyV1 fm2_of_a_test'
const APP = 'lectern-workers'

class Refused extends Error {
  constructor(readonly answer: Answered) {
    super(JSON.stringify(answer))
  }
}
const refuse = (status: number, error: string, headers: Answered['headers'] = {}): never => {
  throw new Refused({ status, body: { error }, headers })
}

/** Fly's Machines API for one app, as its description and guides say it answers. Nothing happens by the clock: the test moves time and machines on. */
export class FakeFly {
  readonly machines: FakeMachine[] = []
  /** What was asked, in order: `create`, `stop 9080…`. Refusals are among them. */
  readonly asked: string[] = []
  readonly #rates = new Rates()
  readonly #troubles = new Map<Action, Trouble[]>()
  readonly #server = createServer((req, res) => void this.#serve(req, res))
  /** Machines its hosts have room for. */
  capacity = 100

  static async start(): Promise<FakeFly> {
    const fake = new FakeFly()
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve))
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** For the adapter. A wait between two tries passes at once, here and for the limits. */
  get options() {
    const pause = async (ms: number) => this.pass(ms)
    return { apiUrl: this.url, token: TOKEN, app: APP, region: 'fra', image: 'registry.fly.io/lectern-workers:v1', pause }
  }

  /** For a server process. */
  get env(): Record<string, string> {
    const { apiUrl, token, app, region, image } = this.options
    return { FLY_API_URL: apiUrl, FLY_API_TOKEN: token, FLY_WORKER_APP: app, FLY_WORKER_REGION: region, FLY_WORKER_IMAGE: image }
  }

  /** Those that exist. */
  get there(): FakeMachine[] {
    return this.machines.filter(({ state }) => state !== 'destroyed')
  }

  in(state: State): FakeMachine[] {
    return this.machines.filter((machine) => machine.state === state)
  }

  trouble(action: Action, ...troubles: readonly Trouble[]): void {
    this.#troubles.set(action, [...(this.#troubles.get(action) ?? []), ...troubles])
  }

  /** Time passes, for the limits and for leases. */
  pass(ms: number): void {
    this.#rates.pass(ms)
    for (const machine of this.machines) {
      if (!machine.lease) continue
      machine.lease.ttl -= ms / 1_000
      if (machine.lease.ttl <= 0) machine.lease = undefined
    }
  }

  /** Every machine that is on its way gets there. */
  settle(): void {
    for (const machine of this.machines) while (machine.advance());
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const { status, body, headers } = this.#answer(req, Buffer.concat(chunks).toString())
    if (status === 0) return void req.socket.destroy()
    res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers })
    res.end(body === undefined ? '' : JSON.stringify(body))
  }

  #answer(req: IncomingMessage, text: string): Answered {
    try {
      return this.#route(req, text)
    } catch (error) {
      if (error instanceof Refused) return error.answer
      return { status: 500, body: { error: String(error) } }
    }
  }

  #route({ method = '', url = '', headers }: IncomingMessage, text: string): Answered {
    const { pathname, searchParams } = new URL(url, 'http://fly')
    const [, app = '', id = '', verb = ''] = /^\/v1\/apps\/([^/]+)\/machines(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(pathname) ?? []
    const action = ACTIONS[`${method} ${id ? 'machine' : 'machines'}${verb && `/${verb}`}`]
    if (!action) return refuse(404, `404 page not found: ${method} ${pathname}`)
    this.asked.push(`${action} ${id}`.trim())
    if (headers.authorization !== `Bearer ${TOKEN}`) refuse(401, 'Authenticate: token validation error')
    if (app !== APP) refuse(404, `app not found: ${app}`)
    const wait = this.#rates.ask(action, id || app)
    if (wait > 0) refuse(429, 'rate limit exceeded', { 'Retry-After': String(wait) })
    const trouble = this.#troubles.get(action)?.shift()
    if (trouble && trouble !== 'answer_lost')
      refuse(
        trouble.status,
        trouble.error ?? 'trouble',
        trouble.retryAfter === undefined ? {} : { 'Retry-After': String(trouble.retryAfter) },
      )
    const nonce = headers['fly-machine-lease-nonce']
    const answered = this.#do(action, id, { query: searchParams, text, nonce: Array.isArray(nonce) ? nonce[0] : nonce })
    return trouble === 'answer_lost' ? { status: 0 } : answered
  }

  #do(action: Action, id: string, { query, text, nonce }: { query: URLSearchParams; text: string; nonce: string | undefined }): Answered {
    if (action === 'list') return { status: 200, body: this.there.filter((machine) => isAskedFor(machine, query)) }
    if (action === 'create') return this.#create(parse(CreateMachine, text))
    const machine = this.there.find((one) => one.id === id) ?? refuse(404, `machine not found: ${id}`)
    if (action === 'get') return { status: 200, body: machine }
    if (machine.lease && machine.lease.nonce !== nonce)
      refuse(409, `machine ID ${id} lease currently held by ${machine.lease.owner}, expires in ${machine.lease.ttl}s`)
    switch (action) {
      case 'lease': {
        const { ttl = 30 } = parse(CreateLease, text)
        return {
          status: 201,
          body: { status: 'success', data: { ...machine.takeLease('lectern@tokens.fly.io', ttl), version: machine.version } },
        }
      }
      case 'release':
        if (!machine.lease) refuse(404, `lease not found: ${id}`)
        machine.lease = undefined
        return { status: 200, body: { status: 'success', data: { ok: true } } }
      case 'start': {
        const before = machine.state
        if (!['stopped', 'suspended', 'failed'].includes(before))
          refuse(412, `failed_precondition: unable to start machine from current state: '${before}'`)
        if (this.#running() >= this.capacity) this.#full()
        machine.go('starting')
        return { status: 200, body: { previous_state: before, migrated: false, new_host: '' } }
      }
      case 'stop':
        if (text) parse(Stop, text)
        if (machine.state === 'started' || machine.state === 'starting') machine.go('stopping')
        return { status: 200, body: { ok: true } }
      default:
        if (machine.state === 'started' && query.get('force') !== 'true')
          refuse(412, `failed_precondition: unable to destroy machine, not currently stopped or suspended`)
        machine.go('destroying')
        return { status: 200, body: { ok: true } }
    }
  }

  #create({ name = `machine-${this.machines.length}`, region = 'iad', config, skip_launch }: z.infer<typeof CreateMachine>): Answered {
    const same = this.there.find((one) => one.name === name)
    if (same) refuse(409, `already_exists: unique machine name violation, machine ID ${same.id} already exists with name "${name}"`)
    const wrong = guestTrouble(config.guest)
    if (wrong) refuse(422, wrong)
    if (this.#running() >= this.capacity) this.#full()
    const machine = new FakeMachine(name, region, config)
    if (skip_launch) machine.go('stopped')
    this.machines.push(machine)
    return { status: 200, body: machine }
  }

  #running(): number {
    return this.there.filter(({ state }) => state !== 'stopped' && state !== 'suspended').length
  }

  #full(): never {
    return refuse(412, 'aborted: could not reserve resource for machine: insufficient CPUs available to fulfill request')
  }
}

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET machines': 'list',
  'POST machines': 'create',
  'GET machine': 'get',
  'DELETE machine': 'destroy',
  'POST machine/start': 'start',
  'POST machine/stop': 'stop',
  'POST machine/lease': 'lease',
  'DELETE machine/lease': 'release',
}

/** `metadata.<key>=<value>`, `region`, `state`. */
function isAskedFor({ config, region, state }: FakeMachine, query: URLSearchParams): boolean {
  return [...query].every(([key, value]) => {
    if (key.startsWith('metadata.')) return config.metadata?.[key.slice('metadata.'.length)] === value
    if (key === 'region') return region === value
    return key !== 'state' || value.split(',').includes(state)
  })
}

function parse<S extends z.ZodType>(shape: S, text: string): z.infer<S> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refuse(400, 'unable to decode request body')
  }
  const read = shape.safeParse(json)
  return read.success ? read.data : refuse(400, `invalid_argument: ${read.error.message}`)
}
