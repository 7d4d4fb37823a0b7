import { expect, test } from 'vitest'
import { languageOf } from './direction.ts'

test('a page says which way its language is written', () => {
  const said = ['en', 'de-CH', 'ar', 'he-IL', 'fa', 'az-Arab', 'ks-Deva', 'pt-BR'].map((locale) => languageOf(locale).dir)
  expect(said).toEqual(['ltr', 'ltr', 'rtl', 'rtl', 'rtl', 'rtl', 'ltr', 'ltr'])
  expect(languageOf('ar-EG').lang).toBe('ar-EG')
})
