import { hashToken } from '#lib/crypto.ts'
import { TooManyTries } from '#tenants/people/failures.ts'

/** Milliseconds of a clock that nobody sets: a limit must not last a day longer because the machine's clock went back one. */
const sinceStart = () => performance.now()

/** Keys a limit remembers, the newest; each costs a few hundred bytes. */
const MOST_KEYS = 20_000

/**
 * So many of something in so many seconds from the first, for each key. In memory: nothing is written for a stranger. Whoever
 * can make up keys (an e-mail, an address out of many) only pushes older ones out, and of each a hash is kept, so that long
 * ones cost no more. Everything happens at once: between a look and a count no other request comes.
 */
export class Limit {
  /** In the order they were last counted. */
  readonly #counts = new Map<string, { count: number; until: number }>()

  constructor(
    private readonly points: number,
    private readonly seconds: number,
    private readonly mostKeys = MOST_KEYS,
  ) {}

  /** Takes one. @throws TooManyTries when none is left */
  spend(key: string, now = sinceStart()): void {
    this.check(key, now)
    this.count(key, now)
  }

  /** Takes none. @throws TooManyTries when none is left */
  check(key: string, now = sinceStart()): void {
    const kept = this.#counts.get(hashToken(key))
    if (kept && kept.until > now && kept.count >= this.points) throw new TooManyTries(Math.ceil((kept.until - now) / 1000))
  }

  /** Takes one, whether or not one is left. */
  count(key: string, now = sinceStart()): void {
    const name = hashToken(key)
    const kept = this.#counts.get(name)
    this.#counts.delete(name)
    this.#counts.set(name, kept && kept.until > now ? { ...kept, count: kept.count + 1 } : { count: 1, until: now + this.seconds * 1000 })
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > this.mostKeys && oldest !== undefined) this.#counts.delete(oldest)
  }

  giveBack(key: string): void {
    const kept = this.#counts.get(hashToken(key))
    if (kept && kept.count > 0) kept.count--
  }

  forget(key: string): void {
    this.#counts.delete(hashToken(key))
  }

  get size(): number {
    return this.#counts.size
  }
}
