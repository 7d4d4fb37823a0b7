/** One caption: what is shown from one moment of a film to another. Milliseconds. */
export interface Cue {
  readonly start: number
  readonly end: number
  /** As a person reads and writes it: lines, and of markup only `<i>`, `<b>` and `<u>`. Everything else in it is text. */
  readonly text: string
  /** Who speaks, where the file says so. */
  readonly speaker?: string
  /** Where it stands on the picture, in WebVTT's own words, such as `line:0 align:start`. */
  readonly settings?: string
}

export const MOST_CUES = 10_000
/** Of one cue, in characters. Two lines of forty are what one can read; a file that holds a book in a cue is none. */
export const MOST_TEXT = 1_000
export const MOST_SPEAKER = 60
/** A day: no film is longer. */
export const LATEST_MS = 86_400_000

/** What can be wrong with a cue, beside the cue it is about. */
export type CueTrouble = 'backwards' | 'overlaps' | 'empty' | 'late' | 'long'

/** Of one cue among its neighbours. What overlaps is shown together, so it is a warning alone. */
export function troubleOf(cue: Cue, next: Cue | undefined): CueTrouble | undefined {
  if (cue.end <= cue.start) return 'backwards'
  if (cue.end > LATEST_MS) return 'late'
  if (cue.text.length > MOST_TEXT) return 'long'
  if (!cue.text.trim()) return 'empty'
  return next && next.start < cue.end ? 'overlaps' : undefined
}

export const inOrder = (cues: readonly Cue[]): Cue[] => [...cues].sort((a, b) => a.start - b.start || a.end - b.end)

/** The words alone, in one line. */
export const plainText = (text: string): string =>
  text
    .replace(/<\/?[ibu]>/g, '')
    .replace(/\s+/g, ' ')
    .trim()
