import { eq } from 'drizzle-orm'
import type { Reading } from '#tenants/database/handle.ts'
import type { Chapter } from './chapter.ts'
import { chapters } from './schema.ts'

export interface FilmChapters {
  /** In the order of time. */
  readonly list: readonly Chapter[]
  /** 0 as long as nobody wrote any. */
  readonly version: number
  readonly changedAt: number
}

const NONE: FilmChapters = { list: [], version: 0, changedAt: 0 }

export function chaptersOf(db: Reading, assetId: string): FilmChapters {
  const { list, version, changedAt } = chapters
  return db.select({ list, version, changedAt }).from(chapters).where(eq(chapters.assetId, assetId)).get() ?? NONE
}
