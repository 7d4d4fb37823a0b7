import { lessonsOf, type Outline } from './outline.ts'

/** How many things the draft says otherwise than what students see. What merely moved up when another went is not one of them. */
export function unpublishedChanges(draft: Outline, published: Outline): number {
  const title = draft.title === published.title ? 0 : 1
  return title + sectionChanges(draft, published) + lessonChanges(draft, published)
}

function sectionChanges(draft: Outline, published: Outline): number {
  const titles = new Map(published.sections.map((section) => [section.id, section.title]))
  const moved = movedIn(idsOf(draft.sections), idsOf(published.sections))
  const changed = draft.sections.filter(({ id, title }) => titles.get(id) !== title || moved.has(id))
  return changed.length + gone(published.sections, draft.sections).length
}

function lessonChanges(draft: Outline, published: Outline): number {
  const shown = wordsOf(published)
  const moved = new Set<string>()
  for (const section of draft.sections) {
    const before = published.sections.find(({ id }) => id === section.id)
    for (const id of movedIn(idsOf(section.lessons), idsOf(before?.lessons ?? []))) moved.add(id)
  }
  const changed = [...wordsOf(draft)].filter(([id, words]) => shown.get(id) !== words || moved.has(id))
  // Lessons that went with their section went by one deed.
  const kept = new Set(idsOf(draft.sections))
  const listed = published.sections.filter(({ id }) => kept.has(id)).flatMap(({ lessons }) => lessons)
  return changed.length + gone(listed, lessonsOf(draft)).length
}

/** Each lesson with its section, but not its place in it, and not its length: that is nobody's change. */
const wordsOf = (outline: Outline) =>
  new Map(
    outline.sections.flatMap(({ id, lessons }) =>
      lessons.map((lesson): [string, string] => [lesson.id, JSON.stringify([id, { ...lesson, seconds: 0 }])]),
    ),
  )

type Named = { readonly id: string }

const idsOf = (list: readonly Named[]) => list.map(({ id }) => id)

function gone<T extends Named>(before: readonly T[], now: readonly Named[]): T[] {
  const there = new Set(idsOf(now))
  return before.filter(({ id }) => !there.has(id))
}

/** The fewest that must have been taken from their place to bring about this order: all but a longest rising run of old places. */
function movedIn(now: readonly string[], before: readonly string[]): Set<string> {
  const place = new Map(before.map((id, at) => [id, at]))
  const known = now.flatMap((id) => {
    const at = place.get(id)
    return at === undefined ? [] : [{ id, at }]
  })
  type Run = { readonly id: string; readonly at: number; readonly before: Run | undefined }
  // By length, the run of that length which ends lowest.
  const runs: Run[] = []
  for (const { id, at } of known) {
    const found = runs.findIndex((run) => run.at > at)
    const length = found < 0 ? runs.length : found
    runs[length] = { id, at, before: runs[length - 1] }
  }
  const moved = new Set(known.map(({ id }) => id))
  for (let run = runs.at(-1); run; run = run.before) moved.delete(run.id)
  return moved
}
