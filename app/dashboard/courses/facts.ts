import type { TFunction } from 'i18next'
import { duration } from '#app/ui/moments.ts'
import { money } from '#app/ui/money.tsx'

/** A sum of lengths: `41 min`, `1 h 08`; undefined when there is nothing to sum. */
export function lengthInWords(t: TFunction, seconds: number): string | undefined {
  if (seconds < 1) return undefined
  return seconds < 3_570 ? t('courses.minutes', { minutes: Math.max(1, Math.round(seconds / 60)) }) : duration(seconds)
}

export const priceInWords = (t: TFunction, amount: number, currency: string): string =>
  amount === 0 ? t('courses.free') : money(amount, currency)
