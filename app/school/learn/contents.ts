import type { Outline } from '#tenants/courses/outline.ts'

export interface ListedLesson {
  readonly id: string
  readonly title: string
  /** From 1, through the whole course. */
  readonly number: number
  readonly kind: 'video' | 'text'
  /** Open to visitors. */
  readonly preview: boolean
  readonly seconds: number
  readonly section: string
}

export interface Contents {
  readonly title: string
  readonly sections: readonly { readonly title: string; readonly lessons: readonly ListedLesson[] }[]
  readonly lessons: readonly ListedLesson[]
}

/**
 * An outline as one text: the title, then a line a section, then a line a lesson that begins with a tab. Ninety lessons as
 * objects would cost the answer's encoder more than the whole page's queries; one string costs next to nothing.
 */
export function packContents(outline: Outline): string {
  const lines = [flat(outline.title)]
  for (const section of outline.sections) {
    lines.push(flat(section.title))
    for (const { id, title, kind, preview, seconds } of section.lessons) {
      lines.push(`\t${id}\t${Math.round(seconds)}\t${kind === 'video' ? 'v' : 't'}${preview ? 'p' : ''}\t${flat(title)}`)
    }
  }
  return lines.join('\n')
}

export function unpackContents(text: string): Contents {
  const [title = '', ...lines] = text.split('\n')
  const sections: { title: string; lessons: ListedLesson[] }[] = []
  const lessons: ListedLesson[] = []
  for (const line of lines) {
    const section = sections.at(-1)
    if (!line.startsWith('\t') || !section) {
      sections.push({ title: line, lessons: [] })
      continue
    }
    const [, id = '', seconds, marks = '', name = ''] = line.split('\t')
    const lesson: ListedLesson = {
      id,
      title: name,
      number: lessons.length + 1,
      kind: marks.startsWith('v') ? 'video' : 'text',
      preview: marks.endsWith('p'),
      seconds: Number(seconds),
      section: section.title,
    }
    section.lessons.push(lesson)
    lessons.push(lesson)
  }
  return { title, sections, lessons }
}

/** Which lessons are done, a digit a lesson in the outline's order. */
export const packDone = (lessons: readonly { id: string }[], done: ReadonlySet<string>): string =>
  lessons.map((lesson) => (done.has(lesson.id) ? '1' : '0')).join('')

export const unpackDone = (lessons: readonly { id: string }[], done: string): Set<string> =>
  new Set(lessons.filter((_, at) => done[at] === '1').map((lesson) => lesson.id))

const flat = (title: string) => title.replace(/[\t\n\r]/g, ' ')
