/** A share from 0 to 1 as “64%”, as the reader's language writes it. */
export const percent = (share: number, locale: string): string => share.toLocaleString(locale, { style: 'percent' })
