import { Failure } from '#lib/failure.ts'

/** "Only" or "except" what? */
export class CountriesNeeded extends Failure {
  constructor() {
    super('protection.countries_needed', 400)
  }
}

/** Nobody in front of the server says where a visitor is. */
export class CountriesUnchecked extends Failure {
  constructor() {
    super('protection.countries_unchecked', 400)
  }
}

/** The school's videos are not shown where the visitor is. RFC 7725. */
export class CountryRefused extends Failure {
  constructor() {
    super('protection.country', 451)
  }
}

/** The student watches on as many other devices as the school allows. */
export class TooManyStreams extends Failure {
  constructor(most: number, retryAfter: number) {
    super('protection.streams', 429, { count: most })
    this.retryAfter = retryAfter
  }
}
