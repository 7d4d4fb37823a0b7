import type { Reading } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { CountryRefused, TooManyStreams } from './failures.ts'
import { protectionOf } from './protection.ts'
import type { Protection } from './schema.ts'
import { STREAM_IDLE_MS, type Streams } from './streams.ts'

/** Who asks for a part of a film, and from where. */
export interface Watcher {
  /** ISO 3166-1 alpha-2, upper case; undefined when nobody knows. */
  readonly country: string | undefined
  /** Undefined for a visitor of a free lesson. */
  readonly student: { readonly id: string; readonly device: string; readonly isReceiver?: boolean } | undefined
}

/**
 * Whether a film is shown where somebody is. A rule that names where videos are shown leaves out who could be anywhere; one that names
 * where not lets them in.
 */
export function showsIn({ countryRule, countries }: Protection, country: string | undefined): boolean {
  if (countryRule === 'all') return true
  const named = country !== undefined && countries.includes(country)
  return countryRule === 'only' ? named : !named
}

const MOST_RECEIVERS = 2

/**
 * What the school asks beyond the right to the lesson, asked for each playlist and segment.
 * @throws CountryRefused, TooManyStreams
 */
export function admit(
  { id: school }: Pick<Tenant, 'id'>,
  db: Reading,
  streams: Streams,
  { country, student }: Watcher,
  plays: boolean,
  now = Date.now(),
): void {
  const protection = protectionOf(db)
  if (!showsIn(protection, country)) throw new CountryRefused()
  // What is shown without a cookie anybody may show: never at more places than a home has.
  const most = protection.streams ?? (student?.isReceiver ? MOST_RECEIVERS : null)
  if (plays && student && most !== null && !streams.admit(placeOf(school, student.id), student.device, most, now))
    throw new TooManyStreams(most, STREAM_IDLE_MS / 1000)
}

/** The student's film goes on somewhere else: what showed it so far needs its place no more. */
export function handOn({ id: school }: Pick<Tenant, 'id'>, streams: Streams, student: NonNullable<Watcher['student']>): void {
  streams.release(placeOf(school, student.id), student.device)
}

/** Students of two schools may have one id. */
const placeOf = (school: string, studentId: string) => `${school}/${studentId}`
