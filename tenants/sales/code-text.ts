import { createHash } from 'node:crypto'
import { randomBase32 } from '#lib/ids.ts'

/**
 * A code as a person types it: `MWK4-7F3Q-X2PD-9TCE`, Crockford's base 32, so O is 0 and I and L are 1.
 * Four characters name the school, eleven are chance (55 bits), the last checks the others:
 * a slip of the pen and a card from another school can be told apart without looking anything up.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 16
const TAG = 4

/** Texts of new codes, each by chance: in a school's life two are never the same. */
export function newCodeTexts(schoolId: string, count: number): string[] {
  const tag = schoolTag(schoolId)
  return Array.from({ length: count }, () => withCheck(tag + randomBase32(LENGTH - TAG - 1).toUpperCase()))
}

/** Upper case, without dashes and spaces, look-alikes resolved. */
export const normaliseCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[\s\-–—_.]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .slice(0, 40)

export const printCode = (text: string): string => text.replace(/(.{4})(?=.)/g, '$1-')

/** What the text alone says about a code. */
export function readCode(text: string, schoolId: string): 'ours' | 'other_school' | 'mistyped' {
  if (text.length !== LENGTH || [...text].some((character) => !ALPHABET.includes(character))) return 'mistyped'
  if (withCheck(text.slice(0, -1)) !== text) return 'mistyped'
  return text.startsWith(schoolTag(schoolId)) ? 'ours' : 'other_school'
}

function schoolTag(schoolId: string): string {
  const digest = createHash('sha256').update(`code/${schoolId}`).digest()
  return [...digest.subarray(0, TAG)].map((byte) => ALPHABET.charAt(byte & 31)).join('')
}

function withCheck(text: string): string {
  let sum = 0
  // The weights are odd, so every single slip changes the sum; so does swapping most neighbours.
  for (const [at, character] of [...text].entries()) sum += ALPHABET.indexOf(character) * (2 * at + 1)
  return text + ALPHABET.charAt(sum & 31)
}
