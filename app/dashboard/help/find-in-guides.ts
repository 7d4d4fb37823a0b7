import type { Guide } from './read-guide.ts'

export interface FoundPart {
  readonly guide: string
  readonly title: string
  readonly heading: string
  readonly anchor: string
  /** Around the first word that was found. */
  readonly excerpt: string
}

const MOST = 12
const AROUND = 70

/** The parts of the guides in which each word that was typed begins a word; headings count for more than texts. */
export function findInGuides(guides: readonly Guide[], text: string): FoundPart[] {
  const words = wordsOf(text)
  if (!words.length) return []
  const found = guides.flatMap((guide) =>
    guide.parts.flatMap((part) => {
      const heading = wordsOf(`${part.heading} ${guide.title}`)
      const inText = wordsOf(part.text)
      const begins = (among: readonly string[]) => (word: string) => among.some((one) => one.startsWith(word))
      if (!words.every((word) => begins(heading)(word) || begins(inText)(word))) return []
      const weight = words.filter(begins(wordsOf(part.heading))).length
      const { title, id } = guide
      return [{ weight, guide: id, title, heading: part.heading, anchor: part.anchor, excerpt: excerptOf(part.text, words) }]
    }),
  )
  return found
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST)
    .map(({ weight: _, ...part }) => part)
}

const wordsOf = (text: string): string[] =>
  bare(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

const bare = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

function excerptOf(text: string, words: readonly string[]): string {
  const low = text.toLowerCase()
  const at = Math.max(0, Math.min(...words.map((word) => low.indexOf(word)).filter((place) => place >= 0), text.length))
  if (at === text.length) return cut(text, 0, AROUND * 2)
  return cut(text, at - AROUND, at + AROUND)
}

/** Whole words only. */
function cut(text: string, from: number, to: number): string {
  const start = from <= 0 ? 0 : text.indexOf(' ', from) + 1
  const end = to >= text.length ? text.length : text.lastIndexOf(' ', to)
  return `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`
}
