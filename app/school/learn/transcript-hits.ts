import { fold } from '#lib/fold.ts'
import type { Paragraph } from '#tenants/captions/paragraphs.ts'

/** The paragraphs that hold these words as they stand, without regard to case and accents. */
export function hitsIn(paragraphs: readonly Paragraph[], words: string): number[] {
  const wanted = fold(words.trim())
  if (!wanted) return []
  return paragraphs.flatMap(({ text }, nth) => (fold(text).includes(wanted) ? [nth] : []))
}

export interface TextPart {
  readonly text: string
  readonly isHit: boolean
  /** Where in the text it begins. */
  readonly at: number
}

/** The text cut where the words are found. A letter that folds to several, as ß does, is not cut in two. */
export function partsOf(text: string, words: string): TextPart[] {
  const wanted = fold(words.trim())
  if (!wanted) return [{ text, isHit: false, at: 0 }]
  const letters = [...text]
  const folded = letters.map(fold)
  const parts: TextPart[] = []
  let from = 0
  for (let at = 0; at < letters.length; ) {
    const length = lengthOfHit(folded, at, wanted)
    if (length === 0) {
      at++
      continue
    }
    if (at > from) parts.push({ text: letters.slice(from, at).join(''), isHit: false, at: from })
    parts.push({ text: letters.slice(at, at + length).join(''), isHit: true, at })
    at += length
    from = at
  }
  if (from < letters.length) parts.push({ text: letters.slice(from).join(''), isHit: false, at: from })
  return parts
}

function lengthOfHit(folded: readonly string[], at: number, wanted: string): number {
  let seen = ''
  for (let length = 1; at + length <= folded.length && seen.length < wanted.length; length++) {
    seen += folded[at + length - 1]
    if (seen.startsWith(wanted)) return length
  }
  return 0
}
