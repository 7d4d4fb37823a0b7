import type { Contents, ListedLesson } from './contents.ts'

/** The one thing to do after a lesson. */
export type NextStep =
  /** `isRest` when it lies before this one: what was passed over. */
  | { readonly kind: 'lesson'; readonly lesson: ListedLesson; readonly isRest: boolean }
  /** This lesson is all that is left. */
  | { readonly kind: 'finish' }
  | { readonly kind: 'finished' }
  /** A visitor has seen what is free. */
  | { readonly kind: 'course' }

export function nextStep({ lessons }: Contents, current: ListedLesson, done: ReadonlySet<string>, isPreview: boolean): NextStep {
  const following = lessons.slice(current.number)
  if (isPreview) {
    const free = following.find((lesson) => lesson.preview)
    return free ? { kind: 'lesson', lesson: free, isRest: false } : { kind: 'course' }
  }
  const [next] = following
  if (next) return { kind: 'lesson', lesson: next, isRest: false }
  const rest = lessons.find((lesson) => lesson !== current && !done.has(lesson.id))
  if (rest) return { kind: 'lesson', lesson: rest, isRest: true }
  return done.has(current.id) ? { kind: 'finished' } : { kind: 'finish' }
}
