import { NotAllowed } from './failures.ts'

/** Who keeps notes, tags and lists, and the person whose courses bound what they see, where there is one. */
export interface Keeper {
  readonly id: string
  readonly reach: string | undefined
}

/** What is kept is about all courses, so it is for who sees all of them. @throws NotAllowed */
export function checkKeeps({ reach }: Keeper): void {
  if (reach !== undefined) throw new NotAllowed()
}
