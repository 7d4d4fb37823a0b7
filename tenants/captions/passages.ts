import { eq } from 'drizzle-orm'
import type { Writing } from '#tenants/database/handle.ts'
import { type Cue, plainText } from './cue.ts'
import { captionPassages } from './schema.ts'

/** A hit should lead near the words, and words that belong together should stand together. */
const PASSAGE_MS = 30_000
/** Characters: a hit is shown with what stands around it. */
const LONGEST_TEXT = 2_000
/** What one statement may carry of variables is bounded; three each. */
const BATCH = 500

export interface Passage {
  /** Milliseconds: when its first cue begins. */
  readonly start: number
  readonly text: string
}

/** What is said, half a minute at a time. */
export function passagesOf(cues: readonly Cue[]): Passage[] {
  const passages: { start: number; text: string }[] = []
  for (const cue of cues) {
    const text = plainText(cue.text)
    const last = passages.at(-1)
    if (last && cue.start < last.start + PASSAGE_MS && last.text.length < LONGEST_TEXT) last.text += ` ${text}`
    else passages.push({ start: cue.start, text })
  }
  return passages
}

/** Makes published captions findable; without cues, takes them out. */
export function indexCaptions(tx: Writing, captionsId: string, cues: readonly Cue[]): void {
  tx.delete(captionPassages).where(eq(captionPassages.captionsId, captionsId)).run()
  const rows = passagesOf(cues).map(({ start, text }) => ({ captionsId, startMs: start, written: text }))
  for (let at = 0; at < rows.length; at += BATCH)
    tx.insert(captionPassages)
      .values(rows.slice(at, at + BATCH))
      .run()
}
