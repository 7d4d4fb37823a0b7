import { type Chapter, inOrder, MOST_CHAPTERS, plainTitle, troublesOf } from './chapter.ts'
import { readMoment } from './moment.ts'

/** What is wrong with a pasted list, and in which line, counted from 1. Keys of the catalogue below `chapters.line`. */
export interface LineProblem {
  readonly line: number
  readonly what: 'no_time' | 'no_title' | 'late' | 'twice' | 'long' | 'too_many'
  /** What stands there, for who does not count lines. */
  readonly text: string
}

export interface ReadList {
  /** In the order of time. */
  readonly chapters: readonly Chapter[]
  readonly problems: readonly LineProblem[]
}

/** So many are enough to see what is the matter with a list. */
const MOST_PROBLEMS = 8
const SHOWN_TEXT = 60
/** Characters: longer than any time and title, and short enough to be looked at from each of its letters. */
const MOST_LINE = 400

/** With a colon: a bare number at the head of a line counts something. */
const MOMENT = String.raw`[([]?(\d{1,3}(?::\d{1,2}){1,2})[)\]]?`
/** `00:00 Intro`, `- 1:02:03 – Warp`, `2. (7:42) Weft`; a number in front is the list's own. */
const TIME_FIRST = new RegExp(String.raw`^(?:\d{1,3}[.)]\s+|[-–—*•·]\s*)?${MOMENT}(?![\d:])(.*)$`)
/** `Intro 00:00` */
const TIME_LAST = new RegExp(String.raw`^(.*\S)\s+${MOMENT}$`)

/**
 * Reads chapters as people have them below a video elsewhere, one a line. Lines that are wrong are left out and named.
 * @param length of the film in seconds, as far as it is known
 */
export function readList(text: string, length: number | null): ReadList {
  const problems: LineProblem[] = []
  const read: (Chapter & { readonly line: number; readonly text: string })[] = []
  const blame = (line: number, what: LineProblem['what'], written: string) =>
    problems.push({ line, what, text: written.length > SHOWN_TEXT ? `${written.slice(0, SHOWN_TEXT)}…` : written })
  for (const [nth, raw] of text.split(/\r\n?|\n/).entries()) {
    const written = plainTitle(raw)
    if (!written) continue
    const found = written.length > MOST_LINE ? 'long' : lineOf(written)
    if (found === 'long') blame(nth + 1, 'long', written)
    else if (!found) blame(nth + 1, 'no_time', written)
    else if (!found.title) blame(nth + 1, 'no_title', written)
    else if (read.length === MOST_CHAPTERS) {
      blame(nth + 1, 'too_many', written)
      break
    } else read.push({ ...found, line: nth + 1, text: written })
  }
  const troubles = troublesOf(read, length)
  for (const [nth, one] of read.entries()) {
    const trouble = troubles[nth]
    if (trouble) blame(one.line, trouble, one.text)
  }
  return {
    chapters: inOrder(read.filter((_, nth) => !troubles[nth]).map(({ at, title }) => ({ at, title }))),
    problems: problems.sort((a, b) => a.line - b.line).slice(0, MOST_PROBLEMS),
  }
}

function lineOf(line: string): Chapter | undefined {
  const [, first, behind = ''] = TIME_FIRST.exec(line) ?? []
  if (first !== undefined) return chapterOf(first, behind.replace(/^\s*(?:[-–—:|·•]+(?=\s|$)|[:|])\s*/, ''))
  const [, before = '', last] = TIME_LAST.exec(line) ?? []
  return last === undefined ? undefined : chapterOf(last, before.replace(/\s*[-–—:|·•]+$/, ''))
}

function chapterOf(moment: string, title: string): Chapter | undefined {
  const at = readMoment(moment)
  return at === undefined ? undefined : { at, title: plainTitle(title) }
}
