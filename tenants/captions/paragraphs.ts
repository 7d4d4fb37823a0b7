import { type Cue, plainText } from './cue.ts'

/** What is read of captions: lines that belong together. Milliseconds. */
export interface Paragraph {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly speaker?: string
  /** What it is made of, in the order of time: from when it is said, and where in the text it begins. */
  readonly cues: readonly { readonly start: number; readonly at: number }[]
}

/** From here on the end of a sentence ends a paragraph; so long without one, any cue does. */
const READABLE_MS = 12_000
const LONGEST_MS = 40_000
/** Characters: more is said in that time by nobody. */
const LONGEST_TEXT = 2_000
/** Who pauses that long begins something new. */
const PAUSE_MS = 3_000
const SENTENCE_END = /[.!?…。！？][”"'»)]*$/

export function paragraphsOf(cues: readonly Cue[]): Paragraph[] {
  const paragraphs: { start: number; end: number; text: string; speaker?: string; cues: { start: number; at: number }[] }[] = []
  // Of the cue before alone: searched in the growing paragraph it would cost a little more with each cue.
  let hasEnded = false
  for (const { start, end, text: written, speaker } of cues) {
    const text = plainText(written)
    const last = paragraphs.at(-1)
    const goesOn = last && last.speaker === speaker && last.text.length < LONGEST_TEXT && staysTogether(last, start, hasEnded)
    hasEnded = SENTENCE_END.test(text)
    if (goesOn) {
      last.cues.push({ start, at: last.text.length + 1 })
      last.text += ` ${text}`
      last.end = Math.max(last.end, end)
    } else paragraphs.push({ start, end, text, cues: [{ start, at: 0 }], ...(speaker && { speaker }) })
  }
  return paragraphs
}

function staysTogether(last: Paragraph, start: number, hasEnded: boolean): boolean {
  const spoken = start - last.start
  return start - last.end < PAUSE_MS && spoken < LONGEST_MS && !(spoken >= READABLE_MS && hasEnded)
}

/** The paragraph, or the cue in one, that is said at this moment, or was last; -1 before the first. */
export function saidAt(paragraphs: readonly { readonly start: number }[], ms: number): number {
  let [from, to] = [0, paragraphs.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((paragraphs[middle]?.start ?? 0) <= ms) from = middle + 1
    else to = middle
  }
  return from - 1
}
