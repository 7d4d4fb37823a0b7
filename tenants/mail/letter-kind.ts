import type { z } from 'zod'
import type { Reading } from '#tenants/database/handle.ts'
import type { Student } from '#tenants/people/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Letter } from './letter.ts'

/** What a letter of a school is written from. */
export interface LetterScene {
  readonly tenant: Tenant
  readonly db: Reading
  /** The school's name. */
  readonly school: string
  /** To whom, where they are a student of the school. */
  readonly student: Student | undefined
}

export interface LetterKind {
  readonly name: string
  write(scene: LetterScene, data: unknown): Letter
}

/** One kind of letter; what it is made of is checked before it is written. */
export function defineLetter<D extends z.ZodType>(
  name: string,
  data: D,
  write: (scene: LetterScene, data: z.infer<D>) => Letter,
): LetterKind {
  return { name, write: (scene, unread) => write(scene, data.parse(unread)) }
}
