/** Languages that are written from right to left, by the subtag of the language or of its script. */
const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi'])
const SCRIPTS = new Set(['arab', 'hebr', 'syrc', 'thaa', 'nkoo', 'rohg'])

/** What the root element of every page says about its language. */
export function languageOf(locale: string): { lang: string; dir: 'ltr' | 'rtl' } {
  const [language = '', ...rest] = locale.toLowerCase().split('-')
  const script = rest.find((part) => part.length === 4)
  const isRightToLeft = script ? SCRIPTS.has(script) : RIGHT_TO_LEFT.has(language)
  return { lang: locale, dir: isRightToLeft ? 'rtl' : 'ltr' }
}
