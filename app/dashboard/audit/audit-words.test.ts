import { expect, test } from 'vitest'
import { catalogue } from '#app/locales/catalogue.ts'
import { catalogue as events } from '#tenants/events/catalogue.ts'
import { auditCatalogue } from '#tenants/registry/audit.ts'
import { browserOf, didWhat } from './audit-words.ts'

/** These are about somebody's own account, and of no school. */
const OWN = /^(person|password|email|identity|session|sessions|second_step|two_factor|authenticator|passkey|recovery_codes?)\./

test('each type of event has its sentence', () => {
  const { exists } = catalogue('en')
  const types = [...Object.keys(events), ...Object.keys(auditCatalogue).filter((type) => !OWN.test(type))]
  expect(types.filter((type) => !exists(`audit.did.${type}`))).toEqual([])
  expect(didWhat('course.published')).toBe('published the course')
})

test('a browser is named as people call it, and what is none is left out', () => {
  const safari = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15'
  expect(browserOf(safari)).toEqual({ browser: 'Safari', system: 'macOS' })
  expect([browserOf(null), browserOf(''), browserOf('curl')]).toEqual([null, null, null])
})
