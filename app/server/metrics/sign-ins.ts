import { Tally } from '#lib/tally.ts'
import { SignInRefused, TooManyTries } from '#tenants/people/failures.ts'
import { CodeWrong, PasskeyRefused } from '#tenants/registry/two-factor-failures.ts'

export type SignInBy = 'password' | 'second_step' | 'passkey'

/** Tries at getting in. `refused`: what was shown is wrong; `limited`: not even looked at; `failed`: it could not be checked. */
export const signIns = new Tally<[by: SignInBy, outcome: 'let_in' | 'refused' | 'limited' | 'failed']>()

/** Runs a try and counts how it ends. */
export async function counted<T>(by: SignInBy, attempt: () => Promise<T>): Promise<T> {
  try {
    const answer = await attempt()
    signIns.of(by, 'let_in').count++
    return answer
  } catch (error) {
    signIns.of(by, outcomeOf(error)).count++
    throw error
  }
}

function outcomeOf(error: unknown): 'refused' | 'limited' | 'failed' {
  if (error instanceof TooManyTries) return 'limited'
  return [SignInRefused, CodeWrong, PasskeyRefused].some((kind) => error instanceof kind) ? 'refused' : 'failed'
}
