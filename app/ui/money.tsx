import { cx } from './cx.ts'

type MoneyProps = {
  /** Whole minor units: cents, yen, fils. */
  amount: number
  /** ISO 4217. */
  currency: string
  locale?: string
  className?: string
}

const formats = new Map<string, { format: Intl.NumberFormat; minor: number }>()

export function Money({ amount, currency, locale, className }: MoneyProps) {
  return <span className={cx('whitespace-nowrap tabular-nums', className)}>{money(amount, currency, locale)}</span>
}

/** $240, $240.50, ¥1,200, KWD 1.250: the currency decides how many digits are minor; even amounts drop them. */
export function money(amount: number, currency: string, locale = 'en'): string {
  const key = `${locale} ${currency}`
  let found = formats.get(key)
  if (!found) {
    const format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      trailingZeroDisplay: 'stripIfInteger',
    })
    found = { format, minor: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) }
    formats.set(key, found)
  }
  return found.format.format(amount / found.minor)
}
