import { Failure } from '#lib/failure.ts'
import { networkOf } from '#lib/network.ts'
import { SignInRefused, TooManyTries } from '#tenants/people/failures.ts'
import { CodeWrong, PasskeyRefused } from '#tenants/registry/two-factor-failures.ts'
import { AlreadyEnrolled, CodeIsYours } from '#tenants/sales/failures.ts'
import { hostName } from './host.ts'
import { Limit } from './limit.ts'
import { counted } from './metrics/sign-ins.ts'
import { NewestKeys } from './newest-keys.ts'

const QUARTER_HOUR = 15 * 60
const HOUR = 60 * 60
const DAY = 24 * HOUR

/** Who makes a request, as far as a limit is concerned. */
export interface Source {
  /** The Host header. */
  readonly where: string
  readonly address: string
}

/**
 * Tries at passwords and codes, new accounts and new schools.
 *
 * Passwords have three limits. From one network at one account, and from one network at all: these stop a guesser at home.
 * The third counts an account's wrong passwords from wherever they come and stops a guesser with many addresses. By it alone
 * a stranger could keep the owner out, by guessing wrong all day; so it does not hold for a network this account was signed in
 * from before, which the stranger does not have and the owner mostly does, and what comes from there does not count for it.
 * Who signs in for the first time from a new place in the very hour of an attack waits an hour; who is signed in stays so.
 */
export class Throttle {
  readonly #atAccount = new Limit(8, QUARTER_HOUR)
  readonly #fromNetwork = new Limit(60, QUARTER_HOUR)
  readonly #ofAccount = new Limit(50, HOUR)
  /** Accounts with the networks they were signed in from, while the process lives. */
  readonly #familiar = new NewestKeys(100_000)
  /** Of a person, whichever session, ticket or network they come from: whoever tries has the password already. */
  readonly #secondSteps = new Limit(8, QUARTER_HOUR)
  readonly #secondStepsADay = new Limit(40, DAY)
  readonly #accounts = new Limit(60, HOUR)
  readonly #schools = new Limit(10, HOUR)
  /** Behind one address there may be a school of many classes; a code has 55 bits of chance. */
  readonly #codes = new Limit(60, 10 * 60)
  readonly #letters = new Limit(20, HOUR)
  /** Each asks a provider; behind one address there may be a school of many classes. */
  readonly #providers = new Limit(200, QUARTER_HOUR)
  readonly #ownCodes = new Limit(20, 10 * 60)

  /** Runs a check of a password, unless there were too many wrong ones. @throws TooManyTries */
  signIn<T>(source: Source, email: string, check: () => Promise<T>): Promise<T> {
    return counted('password', () => this.#signIn(source, email, check))
  }

  async #signIn<T>(source: Source, email: string, check: () => Promise<T>): Promise<T> {
    const network = keyOf(source)
    const account = `${hostName(source.where)}\n${email.trim().toLowerCase()}`
    const here = `${account}\n${networkOf(source.address)}`
    const isFamiliar = this.#familiar.has(here)
    // The network first: who is stopped there leaves no trace of the accounts they name.
    const limits: [Limit, string][] = [
      [this.#fromNetwork, network],
      [this.#atAccount, here],
      ...(isFamiliar ? [] : [[this.#ofAccount, account] as [Limit, string]]),
    ]
    const spent: typeof limits = []
    try {
      for (const limit of limits) {
        limit[0].spend(limit[1])
        spent.push(limit)
      }
      const answer = await check()
      this.#familiar.add(here)
      this.#atAccount.forget(here)
      return answer
    } catch (error) {
      if (error instanceof SignInRefused) spent.length = 0
      throw error
    } finally {
      for (const [limit, key] of spent) limit.giveBack(key)
    }
  }

  /**
   * A try at a code of six digits, three of which are right at any moment: with forty a day it takes years to be lucky, and who is
   * locked out has a passkey, or waits. @throws TooManyTries
   */
  secondStep<T>(personId: string, check: () => Promise<T>): Promise<T> {
    return counted('second_step', () => this.#secondStep(personId, check))
  }

  async #secondStep<T>(personId: string, check: () => Promise<T>): Promise<T> {
    this.#secondStepsADay.check(personId)
    this.#secondSteps.spend(personId)
    this.#secondStepsADay.count(personId)
    try {
      const answer = await check()
      this.#secondSteps.forget(personId)
      this.#secondStepsADay.giveBack(personId)
      return answer
    } catch (error) {
      if (!(error instanceof CodeWrong)) for (const limit of [this.#secondSteps, this.#secondStepsADay]) limit.giveBack(personId)
      throw error
    }
  }

  /** A passkey cannot be guessed; this bounds what checking made-up ones costs. @throws TooManyTries */
  passkey<T>(source: Source, check: () => Promise<T>): Promise<T> {
    return counted('passkey', () => this.#passkey(source, check))
  }

  async #passkey<T>(source: Source, check: () => Promise<T>): Promise<T> {
    const network = keyOf(source)
    this.#fromNetwork.check(network)
    try {
      return await check()
    } catch (error) {
      if (error instanceof PasskeyRefused) this.#fromNetwork.count(network)
      throw error
    }
  }

  /** New accounts from one network. @throws TooManyTries */
  async register<T>({ address }: Pick<Source, 'address'>, make: () => Promise<T>): Promise<T> {
    this.#accounts.spend(networkOf(address))
    return make()
  }

  /** Letters that somebody who is not signed in asks for, from one network. @throws TooManyTries */
  async letter<T>(source: Source, send: () => Promise<T>): Promise<T> {
    this.#letters.spend(keyOf(source))
    return send()
  }

  /** Who comes back from a provider, from one network. @throws TooManyTries */
  async provider<T>({ address }: Pick<Source, 'address'>, ask: () => Promise<T>): Promise<T> {
    this.#providers.spend(networkOf(address))
    return ask()
  }

  /** New schools of one person: each is a file with its tables. @throws TooManyTries */
  async createSchool<T>(personId: string, make: () => Promise<T>): Promise<T> {
    this.#schools.spend(personId)
    try {
      return await make()
    } catch (error) {
      this.#schools.giveBack(personId)
      throw error
    }
  }

  /**
   * A try at a code. What fails counts, so that a class that redeems good codes at the same moment gets in; `check` finds out
   * before it first waits whether the code is good, so that as many wrong ones do not either.
   * @param student who is signed in spends tries of their own, not those of everybody behind the same address
   * @throws TooManyTries
   */
  async redeem<T>(source: Source, student: string | undefined, check: () => Promise<T> | T): Promise<T> {
    const [limit, key] = student ? [this.#ownCodes, `${hostName(source.where)}\n${student}`] : [this.#codes, keyOf(source)]
    limit.check(key)
    try {
      return await check()
    } catch (error) {
      if (isGuess(error)) limit.count(key)
      throw error
    }
  }
}

/** Whoever asks chooses the port in the Host header, and must not get new tries with it. */
const keyOf = ({ where, address }: Source) => `${hostName(where)}\n${networkOf(address)}`

/** A wrong code, or an e-mail tried out with a good one. A wrong password counts where passwords are counted, a busy server nowhere, nor a code of a course one has. */
function isGuess(error: unknown): boolean {
  if (!(error instanceof Failure) || error.status >= 500) return false
  return ![SignInRefused, TooManyTries, AlreadyEnrolled, CodeIsYours].some((kind) => error instanceof kind)
}
