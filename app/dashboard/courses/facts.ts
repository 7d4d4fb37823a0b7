import type { TFunction } from 'i18next'
import { duration } from '#app/ui/moments.ts'
import { money } from '#app/ui/money.tsx'

/** A sum of lengths: “41 min”, “1 h 8 min”; undefined when there is nothing to sum. */
export const lengthInWords = (seconds: number): string | undefined => (seconds < 1 ? undefined : duration(seconds))

/** “2 · The vat”, but not “2 · Part 2: The vat”, which says its number itself. */
export const numbered = (number: number, title: string): string =>
  new RegExp(`^(?:\\p{L}+\\s+)?0*${number}(?!\\d)`, 'u').test(title) ? title : `${number} · ${title}`

export const priceInWords = (t: TFunction, amount: number, currency: string): string =>
  amount === 0 ? t('courses.free') : money(amount, currency)
