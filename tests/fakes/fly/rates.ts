/** Requests a second and at once, by action: https://fly.io/docs/machines/api/working-with-machines-api, Rate Limits. */
const LIMITS = { get: { perSecond: 5, burst: 10 }, other: { perSecond: 1, burst: 3 } }

/** One allowance an action and identifier, the machine's or the app's. Time passes when the test says so. */
export class Rates {
  readonly #left = new Map<string, { tokens: number; at: number }>()
  #now = 0

  pass(ms: number): void {
    this.#now += ms
  }

  /** Seconds until the next one would be let in; 0 when this one is. */
  ask(action: string, identifier: string): number {
    const { perSecond, burst } = action === 'get' ? LIMITS.get : LIMITS.other
    const key = `${action} ${identifier}`
    const known = this.#left.get(key) ?? { tokens: burst, at: this.#now }
    const tokens = Math.min(burst, known.tokens + ((this.#now - known.at) / 1_000) * perSecond)
    this.#left.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: this.#now })
    return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perSecond)
  }
}
