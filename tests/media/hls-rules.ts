import { type Ladder, type Read, readLadder } from './ladder.ts'
import { I_FRAME_RULES } from './rules-of-i-frames.ts'
import { MASTER_RULES } from './rules-of-master.ts'
import { PLAYLIST_RULES } from './rules-of-playlists.ts'
import { SEGMENT_RULES } from './rules-of-segments.ts'
import { VARIANT_RULES } from './rules-of-variants.ts'

// A ladder is looked at with the eyes of two texts: RFC 8216 by its sections, and Apple's "HLS authoring specification for Apple
// devices" by the numbers of its rules (as of 2024, 42 KB, with AV1 and APMP). What only the delivery can break (10. to 12.) is not here.

export interface Rule {
  /** `RFC 8216 4.3.3.1`, `Apple 7.4`, or both where they say the same. */
  readonly cites: string
  /** As the text says it, MUST or SHOULD. */
  readonly level: 'must' | 'should'
  readonly says: string
  /** Each breach, with where it is. */
  broken(ladder: Ladder): readonly string[]
}

export interface Violation extends Pick<Rule, 'cites' | 'level' | 'says'> {
  readonly found: string
}

export const RULES: readonly Rule[] = [...MASTER_RULES, ...PLAYLIST_RULES, ...SEGMENT_RULES, ...VARIANT_RULES, ...I_FRAME_RULES]

/** What of the rules a ladder breaks, finished or still growing. `read` answers what a player could fetch: `master.m3u8` and all it leads to. */
export async function violations(read: Read): Promise<Violation[]> {
  const ladder = await readLadder(read)
  return RULES.flatMap(({ cites, level, says, broken }) => broken(ladder).map((found) => ({ cites, level, says, found })))
}

/**
 * What a growing media playlist may not do between two looks. RFC 8216, 6.2.1: lines are appended, the end may be told, and
 * nothing else changes; the target duration never does. 4.3.3.5: with the type VOD nothing changes at all.
 */
export function growth(before: string, after: string): string[] {
  if (before === after) return []
  if (/^#EXT-X-ENDLIST/m.test(before)) return ['RFC 8216 6.2.1: it changed after its end']
  if (/^#EXT-X-PLAYLIST-TYPE:VOD/m.test(before)) return ['RFC 8216 4.3.3.5: it changed, and its type is VOD']
  return after.startsWith(before.trimEnd()) ? [] : ['RFC 8216 6.2.1: it changed other than by lines at its end']
}
