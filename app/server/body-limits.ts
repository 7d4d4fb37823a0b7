import { MAX_BODY } from './guards.ts'

/** Any form: the longest field of most is a few hundred characters, and a character takes up to nine bytes in a form. */
const FORM = 64_000

/** Where a form may be larger, and why. Bytes. */
const LARGER: readonly [path: RegExp, bytes: number][] = [
  // The text of a lesson (lesson-body.ts).
  [/^\/dashboard\/[^/]+\/courses\/[^/]+\/lessons\/[^/]+(\/text)?$/, MAX_BODY],
  // A file of captions, and all cues of a long film (tenants/captions/read-file.ts).
  [/^\/dashboard\/[^/]+\/courses\/[^/]+\/lessons\/[^/]+\/captions(\/[^/]+\/file)?$/, MAX_BODY],
  // A table of students, as a file or pasted (tenants/people/import).
  [/^\/dashboard\/[^/]+\/people\/import$/, MAX_BODY],
  // An outline of 50,000 characters, a description of 20,000 (course-schemas.ts).
  [/^\/dashboard\/[^/]+\/courses\/new$/, 500_000],
  [/^\/dashboard\/[^/]+\/courses\/[^/]+\/details$/, 200_000],
  // A student's picture; a browser with script makes it small first.
  [/^\/account$/, MAX_BODY],
]

/** What a request to this path may carry in its body. Heartbeats and upload parts have their own limits, at their endpoints. */
export function bodyLimit(path: string): number {
  const page = path.replace(/\.data$/, '')
  return LARGER.find(([pattern]) => pattern.test(page))?.[1] ?? FORM
}
