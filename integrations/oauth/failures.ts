import { Failure } from '#lib/failure.ts'
import { PROVIDER_TITLES, type ProviderName } from './provider.ts'

const titled = (provider: ProviderName) => ({ provider: PROVIDER_TITLES[provider] })

/** The person pressed “Cancel” there. */
export class ProviderDenied extends Failure {
  constructor(provider: ProviderName) {
    super('oauth.denied', 400, titled(provider))
  }
}

/** It does not answer, or not as it says it does. */
export class ProviderAway extends Failure {
  constructor(
    provider: ProviderName,
    override readonly cause: unknown,
  ) {
    super('oauth.away', 503, titled(provider))
    this.retryAfter = 60
  }
}

/** It will not have this installation: a wrong secret, or an address it was not told of. */
export class ProviderRefused extends Failure {
  constructor(
    provider: ProviderName,
    override readonly cause: unknown,
  ) {
    super('oauth.refused', 502, titled(provider))
  }
}

/** The code it gave the browser has been used, or is too old. */
export class CodeTooOld extends Failure {
  constructor() {
    super('oauth.too_late', 410)
  }
}

/** Begun in another browser, or so long ago that this one has forgotten. */
export class OtherBrowser extends Failure {
  constructor() {
    super('oauth.other_browser', 400)
  }
}
