import type { Cue } from './cue.ts'
import { languageName, OFFERED_LANGUAGES } from './languages.ts'

/** Two lines of what one reads at a glance. */
const LINE = 42
const MOST_LETTERS = 2 * LINE

interface Segment {
  /** Seconds. */
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What a speech service heard, cut into captions one can read; a long one shares its time by letters. */
export function cuesFromSpeech(segments: readonly Segment[]): Cue[] {
  const cues: Cue[] = []
  for (const { start, end, text } of segments) {
    const whole = text.replace(/\s+/g, ' ').trim()
    if (!whole || end <= start) continue
    const parts = cut(whole, MOST_LETTERS)
    let told = 0
    for (const part of parts) {
      const from = start + ((end - start) * told) / whole.length
      told = Math.min(whole.length, told + part.length + 1)
      const to = start + ((end - start) * told) / whole.length
      cues.push({ start: Math.round(from * 1_000), end: Math.round(to * 1_000), text: cut(part, LINE).join('\n') })
    }
  }
  return withoutOverlaps(cues.filter((cue) => cue.end > cue.start).sort((a, b) => a.start - b.start))
}

/** Lines of about one length, none longer than so many letters, but for a word that is. */
function cut(text: string, most: number): string[] {
  const length = Math.ceil(text.length / Math.ceil(text.length / most))
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    const joined = last === undefined ? word : `${last} ${word}`
    const isRoom = last !== undefined && joined.length <= most && last.length + word.length / 2 <= length
    if (isRoom) lines[lines.length - 1] = joined
    else lines.push(word)
  }
  return lines
}

/** Services end a segment a little after the next has begun. */
const withoutOverlaps = (cues: readonly Cue[]): Cue[] =>
  cues.flatMap((cue, nth) => {
    const end = Math.min(cue.end, cues[nth + 1]?.start ?? cue.end)
    return end > cue.start ? [{ ...cue, end }] : []
  })

const BY_NAME = new Map(OFFERED_LANGUAGES.map((tag) => [languageName(tag).toLowerCase(), tag as string]))

/** Whisper says “german” where others say “de”; undefined for what is neither. */
export function spokenLanguage(said: string | null): string | undefined {
  const word = said?.toLowerCase() ?? ''
  return BY_NAME.get(word) ?? OFFERED_LANGUAGES.find((tag) => tag.toLowerCase() === word)
}
