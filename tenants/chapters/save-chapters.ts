import { eq } from 'drizzle-orm'
import { record } from '#tenants/events/record.ts'
import { assetById } from '#tenants/media/asset.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type Chapter, inOrder, MOST_CHAPTERS, plainTitle, troublesOf } from './chapter.ts'
import { ChaptersChangedElsewhere, ChaptersRefused } from './failures.ts'
import { chapters } from './schema.ts'

/** The editor saves by itself every few seconds; the log names it once a sitting of the same person. */
const SITTING_MS = 10 * 60_000

/**
 * Saves the whole list; students see it from then on. `basedOn` is the version that was looked at, 0 where there was none; answers the new one.
 * @throws AssetUnknown, ChaptersRefused; ChaptersChangedElsewhere when somebody else saved in between
 */
export function saveChapters(
  tenant: Tenant,
  actor: string,
  { assetId, list, basedOn }: { assetId: string; list: readonly Chapter[]; basedOn: number },
  now = Date.now(),
): Promise<number> {
  return tenant.transact((tx) => {
    const film = assetById(tx, assetId)
    if (film?.kind !== 'video') throw new AssetUnknown()
    const kept = keepable(list, film.seconds)
    const found = tx.select().from(chapters).where(eq(chapters.assetId, assetId)).get()
    if (JSON.stringify(found?.list ?? []) === JSON.stringify(kept)) return found?.version ?? 0
    if ((found?.version ?? 0) !== basedOn) throw new ChaptersChangedElsewhere()
    const changed = { list: kept, version: basedOn + 1, changedBy: actor, changedAt: now }
    tx.insert(chapters)
      .values({ assetId, ...changed })
      .onConflictDoUpdate({ target: chapters.assetId, set: changed })
      .run()
    const isSameSitting = found && found.changedBy === actor && found.changedAt >= now - SITTING_MS
    if (!isSameSitting) record(tx, { type: 'chapters.changed', actor, subject: assetId, data: {} }, now)
    return changed.version
  })
}

/** What is stored of a list. @throws ChaptersRefused */
function keepable(list: readonly Chapter[], length: number | null): readonly Chapter[] {
  if (list.length > MOST_CHAPTERS) throw new ChaptersRefused('too_many', MOST_CHAPTERS)
  const kept = inOrder(list.map(({ at, title }) => ({ at, title: plainTitle(title) })))
  for (const [nth, trouble] of troublesOf(kept, length).entries()) {
    if (trouble) throw new ChaptersRefused(trouble, nth + 1)
    if (!kept[nth]?.title) throw new ChaptersRefused('no_title', nth + 1)
  }
  return kept
}
