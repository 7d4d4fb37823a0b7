import { expect, test } from 'vitest'
import { catalogue } from '#app/locales/catalogue.ts'
import { standingOf } from './standing.ts'

const DAY = 86_400_000
const { t } = catalogue('en')
const came = { source: 'import', createdAt: 0, revokedAt: null, endsAt: DAY, hasEnded: false }

test('a student reads how they came into a course, and until when they are in it', () => {
  const began = 'Brought in from a list of the school · Since Jan 1, 1970'
  expect(standingOf(t, 'en', came)).toBe(`${began} · Open until Jan 2, 1970`)
  expect(standingOf(t, 'en', { ...came, hasEnded: true })).toBe(`${began} · Ended on Jan 2, 1970`)
  expect(standingOf(t, 'en', { ...came, hasEnded: true, revokedAt: 0 })).toBe(`${began} · Closed on Jan 1, 1970`)
  expect(standingOf(t, 'en', { ...came, endsAt: null })).toBe(`${began} · Stays open`)
})
