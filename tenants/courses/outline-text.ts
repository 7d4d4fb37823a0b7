import type { CourseDraft } from './create-course.ts'

/**
 * An outline as people type it: a line is a lesson; a line that starts with `#`, or ends with `:`, opens a section.
 * Bullets and numbers in front are dropped, so a pasted list works.
 */
export function parseOutline(text: string, firstSection: string): CourseDraft['sections'] {
  const found: { title: string; lessons: string[] }[] = []
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim()
    if (!line) continue
    const opens = /^#+\s*(.+)$/.exec(line)?.[1] ?? /^(.+):$/.exec(line)?.[1]
    if (opens) {
      found.push({ title: opens.trim().slice(0, 200), lessons: [] })
      continue
    }
    const title = line.replace(/^(?:[-*•–]|\d+[.)])\s*/, '').slice(0, 200)
    if (!title) continue
    if (!found.length) found.push({ title: firstSection, lessons: [] })
    found.at(-1)?.lessons.push(title)
  }
  return found.length ? found : [{ title: firstSection, lessons: [] }]
}
