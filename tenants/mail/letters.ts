import { studentLetters } from '#tenants/people/letters.ts'
import type { LetterKind } from './letter-kind.ts'

/** Every letter a school can send, by its name. */
export const letters: ReadonlyMap<string, LetterKind> = new Map(studentLetters.map((letter) => [letter.name, letter]))
