import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newSchoolId } from '#lib/ids.ts'
import { newCodeTexts, normaliseCode, printCode, readCode } from './code-text.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const schoolId = fc.integer({ min: 0, max: 2 ** 45 }).map((at) => newSchoolId(at))
const character = fc.constantFrom(...ALPHABET)

test('a code is 16 characters without look-alikes, and its school knows it', () => {
  fc.assert(
    fc.property(schoolId, (school) => {
      const [code = ''] = newCodeTexts(school, 1)
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
      expect(readCode(code, school)).toBe('ours')
    }),
  )
})

test('printed and typed back in any case, with any dashes, spaces and look-alikes, it is the same code', () => {
  const gap = fc.constantFrom('', '-', ' ', '–', '—', '_', '.', ' - ')
  fc.assert(
    fc.property(
      schoolId,
      fc.array(fc.tuple(gap, fc.boolean(), fc.constantFrom('i', 'L', 'l', 'I')), { minLength: 16, maxLength: 16 }),
      (school, hand) => {
        const [code = ''] = newCodeTexts(school, 1)
        const typed = [...code]
          .map((one, at) => {
            const [before, lower, one1] = hand[at]!
            const written = one === '0' ? 'o' : one === '1' ? one1 : one
            return before + (lower ? written.toLowerCase() : written)
          })
          .join('')
        expect(normaliseCode(typed)).toBe(code)
        expect(normaliseCode(printCode(code))).toBe(code)
      },
    ),
  )
})

test('a code is printed in four groups of four', () => {
  expect(printCode('MWK47F3QX2PD9TCE')).toBe('MWK4-7F3Q-X2PD-9TCE')
})

test('one wrong character anywhere is seen, without looking anything up', () => {
  fc.assert(
    fc.property(schoolId, fc.nat(15), character, (school, at, wrong) => {
      const [code = ''] = newCodeTexts(school, 1)
      fc.pre(code[at] !== wrong)
      expect(readCode(code.slice(0, at) + wrong + code.slice(at + 1), school)).toBe('mistyped')
    }),
  )
})

test('a character too few or too many is seen', () => {
  fc.assert(
    fc.property(schoolId, character, (school, extra) => {
      const [code = ''] = newCodeTexts(school, 1)
      expect(readCode(code.slice(1), school)).toBe('mistyped')
      expect(readCode(code + extra, school)).toBe('mistyped')
    }),
  )
})

test('whatever is typed is read without a fault and normalised once and for all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), schoolId, (typed, school) => {
      const once = normaliseCode(typed)
      expect(once.length).toBeLessThanOrEqual(40)
      expect(['ours', 'other_school', 'mistyped']).toContain(readCode(once, school))
      // Letters that grow in upper case (ß) may be cut at the end; nothing else changes a second time.
      if (once.length < 40) expect(normaliseCode(once)).toBe(once)
    }),
  )
})
