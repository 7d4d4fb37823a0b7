import { uiText } from '#app/locales/en/ui.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

// Making an Intl formatter costs fifty times its use, so each is made once.
const formats = new Map<string, Intl.DateTimeFormat>()
const relatives = new Map<string, Intl.RelativeTimeFormat>()

/*
 * Dates have one form a purpose, each of the reader's language, and nothing writes them in another way: a moment in a list is `relative`
 * (by <RelativeTime>); a day in a line is `day`, as a heading or in a sentence `longDay`, the day it is now `today`; `exact` is what a
 * list's moment says to who points at it.
 */

/** “12 seconds ago”, “yesterday”, “in 3 days”; beyond a week the date itself. All in milliseconds UTC. */
export function relative(at: number, now: number, locale: string, timeZone: string): string {
  const distance = at - now
  const size = Math.abs(distance)
  if (size >= 7 * DAY) return day(at, now, locale, timeZone)
  const format = relativeFormat(locale)
  if (size < 5 * SECOND) return format.format(0, 'second')
  if (size < MINUTE) return format.format(Math.trunc(distance / SECOND), 'second')
  if (size < HOUR) return format.format(Math.trunc(distance / MINUTE), 'minute')
  if (size < DAY) return format.format(Math.trunc(distance / HOUR), 'hour')
  return format.format(Math.trunc(distance / DAY), 'day')
}

/** “Dec 3”, with the year when it is another one. */
export function day(at: number, now: number | null, locale: string, timeZone: string): string {
  const sameYear = now !== null && new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear()
  return dateFormat(
    locale,
    timeZone,
    sameYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' },
  ).format(at)
}

/** “December 3, 2026”. */
export const longDay = (at: number, locale: string, timeZone: string): string =>
  dateFormat(locale, timeZone, { day: 'numeric', month: 'long', year: 'numeric' }).format(at)

/** “Thursday, December 3”, in the zone given or else the reader's own. */
export const today = (at: number, locale: string, timeZone?: string): string =>
  dateFormat(locale, timeZone, { weekday: 'long', day: 'numeric', month: 'long' }).format(at)

/** The whole moment, with its zone, in the zone given or else the reader's own. */
export function exact(at: number, locale: string, timeZone?: string): string {
  return dateFormat(locale, timeZone, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at)
}

/** A length as a person reads it: “30 s”, from a minute on “9 min”, from an hour on “2 h 22 min”. A place in a film is clockTime. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return uiText.seconds(whole)
  // To the nearest minute, rounded before it is split, so that 1:59:45 is 2 h and not 1 h 60.
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return uiText.minutes(minutes)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return rest === 0 ? uiText.hours(hours) : uiText.hoursAndMinutes(hours, rest)
}

/** How long a text takes to read: never less than a minute. */
export const readingTime = (seconds: number): string => duration(Math.max(60, seconds))

function dateFormat(locale: string, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone })
  formats.set(key, format)
  return format
}

function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  const format = relatives.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  relatives.set(locale, format)
  return format
}
