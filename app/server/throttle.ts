import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { TooManyTries } from '#tenants/people/failures.ts'
import { hostName } from './host.ts'

/** Wrong passwords from one address against one account, and from one address against any. In memory: nothing is written for a stranger. */
export class SignInThrottle {
  readonly #account = new RateLimiterMemory({ keyPrefix: 'account', points: 8, duration: 15 * 60 })
  readonly #address = new RateLimiterMemory({ keyPrefix: 'address', points: 60, duration: 15 * 60 })
  readonly #accounts = new RateLimiterMemory({ keyPrefix: 'accounts', points: 60, duration: 60 * 60 })
  readonly #codes = new RateLimiterMemory({ keyPrefix: 'codes', points: 20, duration: 10 * 60 })

  /** Runs a check of a password, unless there were too many wrong ones. `where` is the host. @throws TooManyTries */
  async signIn<T>(where: string, address: string, email: string, check: () => Promise<T>): Promise<T> {
    const source = sourceOf(where, address)
    const account = `${source}\n${email.trim().toLowerCase()}`
    await spend(this.#account, account)
    await spend(this.#address, source)
    const answer = await check()
    await this.#account.delete(account)
    await this.#address.reward(source)
    return answer
  }

  /** New accounts from one address. @throws TooManyTries */
  async register<T>(address: string, make: () => Promise<T>): Promise<T> {
    await spend(this.#accounts, address)
    return make()
  }

  /** A try at a code; a right one costs nothing. @throws TooManyTries */
  async redeem<T>(where: string, address: string, check: () => Promise<T> | T): Promise<T> {
    const source = sourceOf(where, address)
    await spend(this.#codes, source)
    const answer = await check()
    await this.#codes.reward(source)
    return answer
  }
}

/** Whoever asks chooses the port in the Host header, and must not get new tries with it. */
const sourceOf = (where: string, address: string) => `${hostName(where)}\n${address}`

async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    throw isLimit(refusal) ? new TooManyTries(Math.ceil(refusal.msBeforeNext / 1000)) : refusal
  }
}

const isLimit = (value: unknown): value is RateLimiterRes => typeof value === 'object' && value !== null && 'msBeforeNext' in value
