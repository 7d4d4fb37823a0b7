import { LanguageUnknown } from './failures.ts'

/** What is offered to choose from; any other that has a name is taken too. */
export const OFFERED_LANGUAGES = [
  ...[
    'ar',
    'bg',
    'bn',
    'ca',
    'cs',
    'da',
    'de',
    'el',
    'en',
    'en-GB',
    'en-US',
    'es',
    'es-419',
    'et',
    'fa',
    'fi',
    'fr',
    'fr-CA',
    'he',
    'hi',
    'hr',
  ],
  ...[
    'hu',
    'id',
    'it',
    'ja',
    'ko',
    'lt',
    'lv',
    'ms',
    'nb',
    'nl',
    'pl',
    'pt',
    'pt-BR',
    'ro',
    'ru',
    'sk',
    'sl',
    'sr',
    'sv',
    'sw',
    'ta',
    'th',
    'tr',
  ],
  ...['uk', 'ur', 'vi', 'zh-Hans', 'zh-Hant'],
] as const

/** The tag in its canonical form. @throws LanguageUnknown */
export function canonicalLanguage(tag: string): string {
  try {
    const [canonical] = Intl.getCanonicalLocales(tag)
    if (canonical && canonical.length <= 35 && nameIn(canonical, 'en') !== undefined) return canonical
  } catch {
    // No tag at all.
  }
  throw new LanguageUnknown()
}

/** “German”, “Brazilian Portuguese”; the tag itself where nobody has a name for it. */
export const languageName = (tag: string, inLanguage = 'en'): string => nameIn(tag, inLanguage) ?? tag

/** As its speakers call it: “Deutsch”. */
export function ownName(tag: string): string {
  const name = languageName(tag, tag)
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
}

const nameIn = (tag: string, inLanguage: string): string | undefined =>
  new Intl.DisplayNames([inLanguage], { type: 'language', fallback: 'none' }).of(tag)

/**
 * The one of `offered` that suits whoever sends this Accept-Language (RFC 9110, 12.5.4) best: the tag itself, else one of the same
 * language, in the order of what they wish; undefined when they wish none of them.
 */
export function suiting(offered: readonly string[], acceptLanguage: string | null): string | undefined {
  const wished = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const q = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean)
      return { tag: tag.trim().toLowerCase(), q: q === undefined ? 1 : Number(q) }
    })
    .filter(({ tag, q }) => tag && tag !== '*' && q > 0)
    .sort((a, b) => b.q - a.q)
  for (const { tag } of wished) {
    const exact = offered.find((one) => one.toLowerCase() === tag)
    const near = exact ?? offered.find((one) => base(one) === base(tag))
    if (near) return near
  }
  return undefined
}

const base = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''

/** What a file's name says of its language, as editors write it: `lesson-3.de.srt`, `lesson_pt-BR.vtt`. */
export function languageOfName(fileName: string): string | undefined {
  const tag = /[._-]([a-z]{2}(?:-(?:[a-z]{2}|[a-z]{4}|\d{3}))?)\.(?:srt|vtt)$/i.exec(fileName)?.[1]
  try {
    return tag === undefined ? undefined : canonicalLanguage(tag)
  } catch (error) {
    if (error instanceof LanguageUnknown) return undefined
    throw error
  }
}
