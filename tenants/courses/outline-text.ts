import type { CourseDraft } from './create-course.ts'

/**
 * An outline as people type or paste it: a line is a lesson; a line that starts with `#`, or ends with `:`, opens a section.
 * Where nothing is marked by `#` but some lines are indented, those that stand farthest out open the sections.
 * Bullets and numbers in front are dropped.
 */
export function parseOutline(text: string, firstSection: string): CourseDraft['sections'] {
  const found: { title: string; lessons: string[] }[] = []
  const lines = text.split(/\r?\n/).filter((line) => line.trim())
  const margin = marginOf(lines)
  for (const raw of lines) {
    const line = raw.trim()
    const bare = withoutBullet(line)
    const opens = /^#+\s*(.+)$/.exec(line)?.[1] ?? /^(.+):$/.exec(line)?.[1] ?? (indentOf(raw) === margin ? bare : undefined)
    if (opens) {
      found.push({ title: opens.trim().slice(0, 200), lessons: [] })
      continue
    }
    const title = bare.slice(0, 200)
    if (!title) continue
    if (!found.length) found.push({ title: firstSection, lessons: [] })
    found.at(-1)?.lessons.push(title)
  }
  return found.length ? found : [{ title: firstSection, lessons: [] }]
}

const withoutBullet = (line: string) => line.replace(/^(?:[-*•–]|\d+[.)])\s*/, '')

/** A tab reaches as far as four spaces. */
const indentOf = (line: string) => (/^\s*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length

/** How far out the sections stand; undefined where indentation says nothing. */
function marginOf(lines: readonly string[]): number | undefined {
  if (lines.some((line) => /^\s*#/.test(line))) return undefined
  const indents = lines.map(indentOf)
  const margin = Math.min(...indents)
  return indents.some((indent) => indent > margin) ? margin : undefined
}
