import type { TFunction } from 'i18next'
import { duration } from '#app/ui/moments.ts'
import { money } from '#app/ui/money.tsx'

/** A sum of lengths: “41 min”, “1 h 8 min”; undefined when there is nothing to sum. */
export const lengthInWords = (seconds: number): string | undefined => (seconds < 1 ? undefined : duration(seconds))

export const priceInWords = (t: TFunction, amount: number, currency: string): string =>
  amount === 0 ? t('courses.free') : money(amount, currency)
