import type { AppLoadContext } from '@remix-run/node'
import { RequestRefused } from '#app/server/guards.ts'
import { isProvider, type Provider, type ProviderName } from '#integrations/oauth/provider.ts'
import { fail } from '#lib/failure.ts'

/** The providers a page has buttons for. Their forms lead from here to the platform's host and on to the provider. */
export function offerProviders({ lectern }: AppLoadContext): ProviderName[] {
  const { providers, schools } = lectern
  if (providers.size) lectern.allowForms([schools.platformOrigin, ...[...providers.values()].map(({ origin }) => origin)])
  return [...providers.keys()]
}

/** The provider of an address. @throws RequestRefused for one that is not set up */
export function providerNamed({ lectern }: AppLoadContext, name: string | undefined): Provider {
  const provider = isProvider(name) ? lectern.providers.get(name) : undefined
  return provider ?? fail(new RequestRefused('not_found', 404))
}

/** The same answer, with these cookies besides its own. */
export function withCookies<R extends Response>(answer: R, cookies: readonly string[]): R {
  for (const cookie of cookies) answer.headers.append('Set-Cookie', cookie)
  return answer
}
