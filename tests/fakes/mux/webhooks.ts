import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { reach } from './reach.ts'

/** mux.com/docs/webhook-reference */
export interface Told {
  readonly id: string
  readonly type: string
  readonly created_at: string
  readonly object: { readonly type: string; readonly id: string }
  readonly data: object
}

interface Delivery {
  readonly event: Told
  readonly attempts: { id: string; created_at: string; response_status_code: number | null }[]
  due: number
}

/** After the first, and doubled each time, for a day: mux.com/docs/core/listen-for-webhooks. */
const FIRST_DELAY_MS = 30_000
const DAY_MS = 24 * 60 * 60_000

/**
 * What Mux tells by itself. Nothing is tried again by the clock: the test moves time on.
 *
 * They are sent as they happen, until `held` is set: what happens then waits for `release`, in whichever order, or is dropped.
 */
export class Webhooks {
  readonly secret = randomBytes(24).toString('base64url')
  /** Where they go; without it nobody is told. */
  url: string | undefined
  /** How often each is sent, though the first was taken: Mux says that it may happen. */
  copies = 1
  held = false
  /** Everything that happened, told or not. */
  readonly happened: Told[] = []
  #waiting: Delivery[] = []
  #failed: Delivery[] = []
  #sending: Promise<void> = Promise.resolve()

  constructor(private readonly now: () => number) {}

  tell(type: string, object: Told['object'], data: object): void {
    const event = { id: randomUUID(), type, created_at: new Date(this.now()).toISOString(), object, data }
    this.happened.push(event)
    this.#waiting.push({ event, attempts: [], due: this.now() })
    if (!this.held) this.release()
  }

  release({ reversed = false } = {}): void {
    const waiting = this.#waiting.splice(0)
    this.#send(reversed ? waiting.reverse() : waiting)
  }

  /** They are lost: longer than a day nobody answered. */
  drop(): void {
    this.#waiting = []
    this.#failed = []
  }

  /** What was not taken, and whose time has come. */
  retry(): void {
    const now = this.now()
    const due = this.#failed.filter((one) => one.due <= now && now - Date.parse(one.event.created_at) <= DAY_MS)
    this.#failed = this.#failed.filter((one) => !due.includes(one))
    this.#send(due)
  }

  /** Those that were not taken yet. */
  get untaken(): readonly string[] {
    return this.#failed.map(({ event }) => event.type)
  }

  /** When everything that is on its way has been answered. */
  async sent(): Promise<void> {
    for (let waited: Promise<void> | undefined; waited !== this.#sending; ) {
      waited = this.#sending
      await waited
    }
  }

  /** A request as it is sent, for who wants to send it again, later, or changed. @param at when it is signed, milliseconds */
  request(event: Told, at = this.now(), attempts: Delivery['attempts'] = []): { body: string; headers: Record<string, string> } {
    const environment = { id: 'e9lw2k', name: 'Production' }
    const body = JSON.stringify({ ...event, environment, accessor: null, accessor_source: null, request_id: null, attempts })
    return { body, headers: { 'Content-Type': 'application/json', 'Mux-Signature': signature(body, this.secret, at) } }
  }

  #send(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries)
      for (let copy = 0; copy < this.copies; copy++) this.#sending = this.#sending.then(() => this.#attempt(delivery))
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { event, attempts } = delivery
    if (!this.url) return
    const { body, headers } = this.request(event, this.now(), attempts)
    const status = await reach(this.url, { method: 'POST', headers, body }).then(
      (answer) => answer.status,
      () => null,
    )
    attempts.push({ id: randomUUID(), created_at: new Date(this.now()).toISOString(), response_status_code: status })
    if (status !== null && status >= 200 && status < 300) return
    delivery.due = this.now() + FIRST_DELAY_MS * 2 ** (attempts.length - 1)
    if (!this.#failed.includes(delivery)) this.#failed.push(delivery)
  }
}

/** mux.com/docs/core/verify-webhook-signatures */
export function signature(body: string, secret: string, at: number): string {
  const t = Math.floor(at / 1_000)
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`
}
