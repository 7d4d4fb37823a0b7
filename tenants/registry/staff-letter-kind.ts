import type { z } from 'zod'
import type { Reading } from '#tenants/database/handle.ts'
import type { Letter } from '#tenants/mail/letter.ts'
import type { Person, School } from './schema.ts'

/** What a letter to staff is written from. */
export interface StaffScene {
  readonly db: Reading
  /** In whose name it is written; undefined: the platform's own. */
  readonly school: School | undefined
  /** To whom, where they have an account. */
  readonly person: Person | undefined
  /** An absolute link on the platform's host that opens what is sealed in it. */
  link(purpose: string, sealed: object): string
}

export interface StaffLetterKind {
  readonly name: string
  write(scene: StaffScene, data: unknown): Letter
}

/** One kind of letter to staff; what it is made of is checked before it is written. */
export function defineStaffLetter<D extends z.ZodType>(
  name: string,
  data: D,
  write: (scene: StaffScene, data: z.infer<D>) => Letter,
): StaffLetterKind {
  return { name, write: (scene, unread) => write(scene, data.parse(unread)) }
}
