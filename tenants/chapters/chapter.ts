/** A part of a film: from its second to the next one's, or to the end. What lies before the first has no name. */
export interface Chapter {
  /** Whole seconds: what a person writes, reads and links to (`?t=`) has no more. */
  readonly at: number
  /** Plain text, in one line. */
  readonly title: string
}

export const MOST_CHAPTERS = 100
/** Characters. */
export const MOST_TITLE = 120
/** A day: no film is longer. Seconds. */
const LATEST = 86_400

/** What is wrong with one chapter among others. */
export type ChapterTrouble = 'late' | 'twice' | 'long'

/**
 * The trouble of each chapter, undefined where there is none.
 * @param length of the film in seconds, as far as it is known
 */
export function troublesOf(chapters: readonly Chapter[], length: number | null): (ChapterTrouble | undefined)[] {
  const taken = new Set<number>()
  return chapters.map(({ at, title }) => {
    const isTwice = taken.has(at)
    taken.add(at)
    if (at >= (length ?? LATEST)) return 'late'
    if (isTwice) return 'twice'
    return title.length > MOST_TITLE ? 'long' : undefined
  })
}

export const inOrder = (chapters: readonly Chapter[]): Chapter[] => [...chapters].sort((a, b) => a.at - b.at)

/** As it is kept: one line, without what nobody sees. */
export const plainTitle = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

/** The place in the list of the chapter that runs at this second; -1 before the first. */
export const chapterAt = (chapters: readonly Chapter[], second: number): number => chapters.findLastIndex(({ at }) => at <= second)
