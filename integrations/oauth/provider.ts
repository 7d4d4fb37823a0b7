/** Who vouches for people besides their passwords and mailboxes. */
export const PROVIDERS = ['google', 'github'] as const
export type ProviderName = (typeof PROVIDERS)[number]

/** As they write themselves. */
export const PROVIDER_TITLES: Readonly<Record<ProviderName, string>> = { google: 'Google', github: 'GitHub' }

export const isProvider = (name: string | undefined): name is ProviderName => PROVIDERS.some((one) => one === name)

/** What a provider says of somebody who signed in there. */
export interface Profile {
  readonly provider: ProviderName
  /** Theirs for good; names and addresses change. */
  readonly subject: string
  readonly name: string
  /** Null where there is none that the provider has verified. */
  readonly email: string | null
}

export interface Provider {
  readonly name: ProviderName
  /** Where browsers are sent. */
  readonly origin: string
  /** A redirect to the provider, with a cookie that binds `state` to this browser. */
  begin(state: string, request: Request): Promise<Response>
  /**
   * Who has come back: the code of the request's address is exchanged, and the provider asked whose it is.
   * @throws OtherBrowser, ProviderDenied, ProviderRefused, CodeTooOld, ProviderAway
   */
  finish(request: Request): Promise<Profile>
  /** `Set-Cookie` lines that take back what `begin` of this request's state has set. */
  forget(request: Request): string[]
}
