import type { HomePage } from '#tenants/site/pages.ts'

/** Plain text as its paragraphs: an empty line parts them. */
export const paragraphsOf = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)

export interface HomeWords {
  readonly headline: string
  /** One paragraph under the headline; empty when there is nothing to say. */
  readonly lead: string
  /** What stands beside the teacher. */
  readonly about: readonly string[]
}

/**
 * What a school says of itself, laid out. The first paragraph of `about` leads and the rest is the teacher's; a single
 * paragraph is the teacher's when the first course can lead instead, so that nothing is said twice.
 */
export function homeWords({ school, courses }: HomePage): HomeWords {
  const headline = school.tagline || school.name
  const [first = '', ...rest] = paragraphsOf(school.about)
  const outcome = courses[0]?.outcome ?? ''
  if (rest.length > 0 || !outcome) return { headline, lead: first || outcome, about: rest }
  return { headline, lead: outcome, about: first ? [first] : [] }
}
