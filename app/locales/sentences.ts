import type { Failure } from '#lib/failure.ts'
import { catalogue } from './catalogue.ts'

/** A key that is only known at run time, such as a failure's code. What has no sentence comes out as the general one. */
export function sentence(key: string, details: Readonly<Record<string, unknown>> = {}, language = 'en'): string {
  const { t, exists } = catalogue(language)
  // With the details: a plural stands under `_one` and `_other` alone.
  return exists(key, details) ? String(t(key as 'failures.server.failed', details)) : String(t('failures.server.failed'))
}

export const sentenceFor = (failure: Failure, language?: string): string => sentence(`failures.${failure.code}`, failure.details, language)

/** `forms.required`, or `failures.sales.code_expired|{"expiresAt":…}`: how an error travels to its field. */
export const packError = (failure: Failure): string => `failures.${failure.code}|${JSON.stringify(failure.details)}`

/** What a field says that holds more than so many characters. */
export const tooLong = (most: number): string => ['forms.too_long', JSON.stringify({ most })].join('|')

export function unpackError(error: string, language?: string): string {
  if (!/^(forms|failures)\./.test(error)) return error
  const bar = error.indexOf('|')
  if (bar < 0) return sentence(error, {}, language)
  const details: unknown = JSON.parse(error.slice(bar + 1))
  return sentence(error.slice(0, bar), details && typeof details === 'object' ? { ...details } : {}, language)
}
