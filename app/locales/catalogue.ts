import i18next, { type i18n } from 'i18next'
import { en } from './en/index.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    // Keys as types took the compiler minutes at 900 sentences; catalogue.test.ts holds every key named in the code instead.
    returnNull: false
  }
}

/** One instance a language, made once a process or page: rendering shares it, nothing in it changes. */
const instances = new Map<string, i18n>()

export function catalogue(language: string): i18n {
  const known = instances.get(language)
  if (known) return known
  const instance = i18next.createInstance({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    initImmediate: false,
  })
  void instance.init()
  instances.set(language, instance)
  return instance
}
