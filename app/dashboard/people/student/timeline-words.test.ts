import { expect, test } from 'vitest'
import { catalogue as sentences } from '#app/locales/catalogue.ts'
import { catalogue } from '#tenants/events/catalogue.ts'
import { wordsOf } from './timeline-words.ts'

test('whatever happens to a student has words in their timeline', () => {
  const types = Object.keys(catalogue).filter((type) => /^(student|enrollment)\./.test(type))
  expect(types.length).toBeGreaterThan(20)
  const without = types.filter((type) => {
    const words = wordsOf(type)
    return !words || !sentences('en').exists(`student.events.${words}`)
  })
  expect(without).toEqual([])
})
