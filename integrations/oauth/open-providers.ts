import type { ClientEnv, OAuthEnv } from '#lib/env.ts'
import { OtherBrowser, ProviderDenied, ProviderRefused } from './failures.ts'
import { github } from './github.ts'
import { google } from './google.ts'
import { PROVIDERS, type Profile, type Provider, type ProviderName } from './provider.ts'
import { ProviderStrategy } from './strategy.ts'

/** What is a provider's own. */
export interface VendorOf {
  readonly authorize: string
  readonly token: string
  readonly scopes: readonly string[]
  readonly extra: Readonly<Record<string, string>>
  profile(accessToken: string): Promise<Profile>
}

export interface ProviderSetting {
  /** Where it sends browsers back to, as it was told when the app was registered. */
  readonly backTo: (provider: ProviderName) => string
  /** The first part of the cookie's name. */
  readonly cookie: string
  readonly secure: boolean
}

/** So long somebody may take at the provider. Seconds. */
export const STATE_LIFE_S = 600

export type Providers = ReadonlyMap<ProviderName, Provider>

const VENDORS = { google, github } satisfies Record<ProviderName, (env: OAuthEnv) => VendorOf>

/** Those that are set up. */
export function openProviders(env: OAuthEnv, setting: ProviderSetting): Providers {
  const open = new Map<ProviderName, Provider>()
  for (const name of PROVIDERS) {
    const client = env[name]
    if (client) open.set(name, provider(name, VENDORS[name](env), client, setting))
  }
  return open
}

function provider(name: ProviderName, vendor: VendorOf, client: ClientEnv, { backTo, cookie, secure }: ProviderSetting): Provider {
  const strategy = (state?: string) =>
    new ProviderStrategy(
      name,
      {
        ...client,
        cookie: { name: cookie, maxAge: STATE_LIFE_S, ...(secure && { secure }) },
        authorizationEndpoint: vendor.authorize,
        tokenEndpoint: vendor.token,
        redirectURI: backTo(name),
        scopes: [...vendor.scopes],
      },
      { ...(state === undefined ? {} : { state }), extra: vendor.extra },
      ({ tokens }) => vendor.profile(tokens.accessToken()),
    )
  const gone = (one: string) => `${one}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? '; Secure' : ''}`
  return {
    name,
    origin: new URL(vendor.authorize).origin,
    async begin(state, request) {
      // Of the address nothing is passed on: a state in it would be taken for one that comes back.
      const bare = new Request(new URL('/', request.url), { headers: { Cookie: request.headers.get('Cookie') ?? '' } })
      try {
        await strategy(state).authenticate(bare)
      } catch (redirect) {
        if (!(redirect instanceof Response)) throw redirect
        for (const old of crowd(request, cookie)) redirect.headers.append('Set-Cookie', gone(old))
        return redirect
      }
      throw new TypeError('a sign-in that had not begun has ended')
    },
    async finish(request) {
      const { searchParams } = new URL(request.url)
      if (cookiesOf(request, cookie).length === 0) throw new OtherBrowser()
      const error = searchParams.get('error')
      if (error === 'access_denied') throw new ProviderDenied(name)
      if (error !== null || !searchParams.get('code')) throw new ProviderRefused(name, new Error(error ?? 'neither a code nor an error'))
      return strategy().authenticate(request)
    },
    forget: (request) => cookiesOf(request, cookie).map(gone),
  }
}

/** Sign-ins that one browser may have begun at the same time. */
const MOST_AT_ONCE = 3

/** Who begins again and again, or is made to, must not be left with more cookies than a request may carry. */
function crowd(request: Request, prefix: string): string[] {
  const names = (request.headers.get('Cookie') ?? '').split(';').map((pair) => pair.split('=')[0]?.trim() ?? '')
  const begun = names.filter((one) => one.startsWith(`${prefix}:`))
  return begun.length < MOST_AT_ONCE ? [] : begun
}

/** The names of the cookies that hold the state of this request's address. */
function cookiesOf(request: Request, prefix: string): string[] {
  const state = new URL(request.url).searchParams.get('state')
  return (request.headers.get('Cookie') ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    const holds = new URLSearchParams(
      pair
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    ).get('state')
    return at > 0 && name.startsWith(`${prefix}:`) && state !== null && holds === state ? [name] : []
  })
}
