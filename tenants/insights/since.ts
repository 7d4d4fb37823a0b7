import type { Reading } from '#tenants/database/handle.ts'
import type { Permission } from '#tenants/people/permissions.ts'
import { type Deed, deedsOfColleagues } from './colleagues.ts'
import { seenBy } from './staff-seen.ts'
import { figuresSince, firstSince, type Week } from './week.ts'

export interface SinceVisit {
  /** When the person had last been here before this visit; null on the first. */
  readonly at: number | null
  /** Whether it is time to note that they are here. */
  readonly isDue: boolean
  readonly figures: Week
  readonly deeds: readonly Deed[]
}

const MOST = 5
const NOTHING: Week = { joined: 0, lessonsCompleted: 0, coursesCompleted: 0, codesRedeemed: 0 }

/** What happened since somebody of the staff was here last. */
export function sinceVisit(
  db: Reading,
  who: { id: string; allowed: ReadonlySet<Permission>; reach?: string | undefined },
  now: number,
): SinceVisit {
  const { sinceAt: at, isDue } = seenBy(db, who.id, now)
  const from = at === null ? undefined : firstSince(db, at + 1)
  if (at === null || from === undefined) return { at, isDue, figures: NOTHING, deeds: [] }
  const asked = { me: who.id, from, readSeq: 0, reach: who.reach, quiet: false }
  return {
    at,
    isDue,
    figures: figuresSince(db, at + 1, who.reach),
    deeds: who.allowed.has('courses.manage') ? deedsOfColleagues(db, asked, MOST) : [],
  }
}
