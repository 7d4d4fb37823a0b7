import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import type { Cue } from './cue.ts'
import { CaptionsUnknown } from './failures.ts'
import { readCues } from './read-cues.ts'
import { type Captions, captions } from './schema.ts'

/** What a list names, without the document itself. */
export type ListedCaptions = Omit<Captions, 'vtt'>

const LISTED = {
  id: captions.id,
  assetId: captions.assetId,
  language: captions.language,
  state: captions.state,
  origin: captions.origin,
  cues: captions.cues,
  version: captions.version,
  madeBy: captions.madeBy,
  createdAt: captions.createdAt,
  updatedAt: captions.updatedAt,
  removedAt: captions.removedAt,
}

/** Those of a film, in the order in which they were made; `drafts` for who may see what is not published. */
export function captionsOf(db: Reading, assetId: string, { drafts }: { drafts: boolean }): ListedCaptions[] {
  return db
    .select(LISTED)
    .from(captions)
    .where(and(eq(captions.assetId, assetId), isNull(captions.removedAt), drafts ? undefined : eq(captions.state, 'published')))
    .orderBy(asc(captions.createdAt), asc(captions.id))
    .all()
}

/** @throws CaptionsUnknown when they are of another film, removed, or not published where that is asked for */
export function captionsById(db: Reading, assetId: string | null, id: string, { removed = false, published = false } = {}): Captions {
  const found = db.select().from(captions).where(eq(captions.id, id)).get()
  if (!found || found.assetId !== assetId || (found.removedAt !== null) !== removed) throw new CaptionsUnknown()
  if (published && found.state !== 'published') throw new CaptionsUnknown()
  return found
}

/** What was written by `writeVtt` reads without a problem. */
export const cuesOf = ({ vtt }: Pick<Captions, 'vtt'>): readonly Cue[] => readCues(vtt).cues
