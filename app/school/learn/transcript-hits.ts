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

/** The same parts, cut once more where the stretch that is said at this moment begins and ends. UTF-16. */
export function withSaid(parts: readonly TextPart[], said: { from: number; to: number } | undefined): (TextPart & { isSaid: boolean })[] {
  if (!said) return parts.map((part) => ({ ...part, isSaid: false }))
  let begin = 0
  return parts.flatMap((part) => {
    const end = begin + part.text.length
    const cuts = [begin, ...[said.from, said.to].filter((cut) => cut > begin && cut < end), end]
    begin = end
    const first = cuts[0] ?? 0
    return cuts.slice(1).map((to, nth) => {
      const from = cuts[nth] ?? 0
      return {
        ...part,
        text: part.text.slice(from - first, to - first),
        at: part.at + from - first,
        isSaid: from >= said.from && to <= said.to,
      }
    })
  })
}

function lengthOfHit(folded: readonly string[], at: number, wanted: string): number {
  let seen = ''
  for (let length = 1; at + length <= folded.length && seen.length < wanted.length; length++) {
    seen += folded[at + length - 1]
    if (seen.startsWith(wanted)) return length
  }
  return 0
}
