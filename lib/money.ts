/** Currencies a price can be in, the most used first. ISO 4217. */
export const CURRENCIES = [
  'USD',
  'EUR',
  'GBP',
  'AUD',
  'CAD',
  'NZD',
  'CHF',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'JPY',
  'INR',
  'SGD',
  'BRL',
  'MXN',
  'ZAR',
] as const

export type Currency = (typeof CURRENCIES)[number]

/** Beyond this a price is a slip of the finger. Major units. */
const MOST = 1_000_000

const POINT = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/
const COMMA = /^(\d+|\d{1,3}(?:\.\d{3})+)(?:,(\d{1,2}))?$/

/** How many digits of a currency are minor: 2 for USD, 0 for JPY. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** What stands before an amount: `$`, `€`, or the code where a currency has no sign of its own. */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  return parts.find(({ type }) => type === 'currency')?.value ?? currency
}

/**
 * A price as people type it, in whole minor units: `240`, `89.50`, `89,5`, `1,200`, `$ 1.200,00`, `1,200 EUR`.
 * Undefined where it is no price, or says more than the currency's minor units can.
 */
export function minorUnits(typed: string, currency: string): number | undefined {
  const text = typed
    .replace(/[\s'’]/g, '')
    .replace(new RegExp(`^${currency}|${currency}$`, 'i'), '')
    .replace(/^[$€£¥₹]|[$€£¥₹]$/g, '')
  // One or two digits after the last mark are minor units; marks before exactly three digits only group.
  const [, whole = '', fraction = ''] = POINT.exec(text) ?? COMMA.exec(text) ?? []
  if (!whole) return undefined
  const digits = minorDigits(currency)
  const minor = fraction.padEnd(digits, '0')
  if (minor.length > digits) return undefined
  const major = Number(whole.replace(/[.,]/g, ''))
  return major > MOST ? undefined : major * 10 ** digits + Number(minor || 0)
}

/** Minor units as one types them into a field: 24000 USD is `240`, 8950 is `89.50`. */
export function typedPrice(amount: number, currency: string): string {
  const digits = minorDigits(currency)
  const unit = 10 ** digits
  return amount % unit === 0 ? String(amount / unit) : (amount / unit).toFixed(digits)
}
