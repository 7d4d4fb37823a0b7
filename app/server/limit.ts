import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { hashToken } from '#lib/crypto.ts'
import { TooManyTries } from '#tenants/people/failures.ts'

/** Keys a limit remembers, the newest; each costs a few hundred bytes. */
const MOST_KEYS = 20_000

/**
 * So many of something in so many seconds, for each key. In memory: nothing is written for a stranger. Whoever can make up keys
 * (an e-mail, an address out of 2^64) only pushes older ones out; keys are hashed, so long ones cost no more.
 */
export class Limit {
  readonly #limiter: RateLimiterMemory
  /** In the order they were last asked for. */
  readonly #keys = new Set<string>()

  constructor(
    readonly points: number,
    seconds: number,
    private readonly mostKeys = MOST_KEYS,
  ) {
    this.#limiter = new RateLimiterMemory({ points, duration: seconds })
  }

  /** Takes one. @throws TooManyTries when none is left */
  async spend(key: string): Promise<void> {
    try {
      await this.#limiter.consume(await this.#keep(key))
    } catch (refusal) {
      throw isLimit(refusal) ? tooMany(refusal) : refusal
    }
  }

  /** Takes none. @throws TooManyTries when none is left */
  async check(key: string): Promise<void> {
    const now = await this.#limiter.get(hashToken(key))
    if (now && now.consumedPoints >= this.points) throw tooMany(now)
  }

  /** Takes one, whether or not one is left. */
  async count(key: string): Promise<void> {
    await this.#limiter.penalty(await this.#keep(key))
  }

  async giveBack(key: string): Promise<void> {
    const kept = hashToken(key)
    if (this.#keys.has(kept)) await this.#limiter.reward(kept)
  }

  async forget(key: string): Promise<void> {
    const kept = hashToken(key)
    this.#keys.delete(kept)
    await this.#limiter.delete(kept)
  }

  get size(): number {
    return this.#keys.size
  }

  async #keep(key: string): Promise<string> {
    const kept = hashToken(key)
    this.#keys.delete(kept)
    this.#keys.add(kept)
    const [oldest] = this.#keys
    if (this.#keys.size > this.mostKeys && oldest !== undefined) {
      this.#keys.delete(oldest)
      await this.#limiter.delete(oldest)
    }
    return kept
  }
}

const tooMany = (limit: RateLimiterRes) => new TooManyTries(Math.ceil(limit.msBeforeNext / 1000))

const isLimit = (value: unknown): value is RateLimiterRes => typeof value === 'object' && value !== null && 'msBeforeNext' in value
