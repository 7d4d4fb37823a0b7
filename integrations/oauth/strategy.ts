import { OAuth2RequestError, OAuth2Strategy } from 'remix-auth-oauth2'
import { CodeTooOld, ProviderAway, ProviderRefused } from './failures.ts'
import type { Profile, ProviderName } from './provider.ts'

/** One answer of a provider. Longer than it ever takes, shorter than a person waits. */
export const PATIENCE_MS = 8_000

type Verify = ConstructorParameters<typeof OAuth2Strategy<Profile>>[1]
export type StrategyOptions = ConstructorParameters<typeof OAuth2Strategy<Profile>>[0]

/** remix-auth's strategy with a state that says something, parameters of the provider's own, and an end to waiting. */
export class ProviderStrategy extends OAuth2Strategy<Profile> {
  constructor(
    private readonly provider: ProviderName,
    options: StrategyOptions,
    private readonly asked: { readonly state?: string; readonly extra: Readonly<Record<string, string>> },
    verify: Verify,
  ) {
    super(options, verify)
  }

  protected override createAuthorizationURL() {
    const made = super.createAuthorizationURL()
    const state = this.asked.state ?? made.state
    made.url.searchParams.set('state', state)
    return { ...made, state }
  }

  protected override authorizationParams(params: URLSearchParams): URLSearchParams {
    return new URLSearchParams([...params, ...Object.entries(this.asked.extra)])
  }

  protected override async validateAuthorizationCode(code: string, verifier: string) {
    try {
      const tokens = await inTime(super.validateAuthorizationCode(code, verifier))
      // GitHub says what is wrong with 200.
      if ('error' in tokens.data) throw new OAuth2RequestError(String(tokens.data.error), null, null, null)
      tokens.accessToken()
      return tokens
    } catch (error) {
      if (!(error instanceof OAuth2RequestError)) throw new ProviderAway(this.provider, error)
      // `invalid_grant` at Google, `bad_verification_code` at GitHub: of a code, and not of us.
      if (['invalid_grant', 'bad_verification_code'].includes(error.code)) throw new CodeTooOld()
      throw new ProviderRefused(this.provider, error)
    }
  }
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(PATIENCE_MS)
  return Promise.race([
    answer,
    new Promise<never>((_, reject) => late.addEventListener('abort', () => reject(late.reason), { once: true })),
  ])
}
