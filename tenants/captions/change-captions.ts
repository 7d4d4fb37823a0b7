import { and, eq, isNotNull, isNull, lt } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { assetById } from '#tenants/media/asset.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type Cue, inOrder, LATEST_MS, MOST_CUES, MOST_TEXT } from './cue.ts'
import { CaptionsChangedElsewhere, CuesRefused, NothingToPublish } from './failures.ts'
import { captionsById, cuesOf } from './find.ts'
import { canonicalLanguage } from './languages.ts'
import { indexCaptions } from './passages.ts'
import { readCaptionsFile } from './read-file.ts'
import { type Captions, captions } from './schema.ts'
import { writeVtt } from './write-cues.ts'

export interface NewCaptions {
  readonly assetId: string
  readonly language: string
  readonly origin: Captions['origin']
  readonly cues: readonly Cue[]
}

/** Puts captions into the school in the caller's transaction, as a draft. Answers their id. @throws LanguageUnknown, AssetUnknown, CuesRefused */
export function insertCaptions(tx: Writing, actor: string, { assetId, language, origin, cues }: NewCaptions, now: number): string {
  if (assetById(tx, assetId)?.kind !== 'video') throw new AssetUnknown()
  const id = newId('captions', now)
  tx.insert(captions)
    .values({
      ...{ id, assetId, language: canonicalLanguage(language), state: 'draft', origin, ...document(cues) },
      ...{ version: 1, madeBy: actor, createdAt: now, updatedAt: now },
    })
    .run()
  if (origin === 'speech') record(tx, { type: 'captions.heard', actor: 'platform', subject: assetId, data: { captionsId: id } }, now)
  else record(tx, { type: 'captions.added', actor, subject: assetId, data: { captionsId: id, origin } }, now)
  return id
}

/** Takes an uploaded VTT or SRT file in, as a draft. @throws FileRefused, LanguageUnknown, AssetUnknown */
export async function uploadCaptions(
  tenant: Tenant,
  actor: string,
  { assetId, language, file }: { assetId: string; language: string; file: Uint8Array },
  now = Date.now(),
): Promise<string> {
  const cues = readCaptionsFile(file)
  return tenant.transact((tx) => insertCaptions(tx, actor, { assetId, language, origin: 'upload', cues }, now))
}

/** Begins captions that somebody writes by hand. @throws LanguageUnknown, AssetUnknown */
export function beginCaptions(tenant: Tenant, actor: string, assetId: string, language: string, now = Date.now()): Promise<string> {
  return tenant.transact((tx) => insertCaptions(tx, actor, { assetId, language, origin: 'written', cues: [] }, now))
}

/** The editor saves by itself every few seconds; the log names it once a sitting. */
const SITTING_MS = 10 * 60_000

/**
 * Saves all cues. Published ones are seen by students from then on. `basedOn` is the version the editor loaded; answers the new one.
 * @throws CaptionsUnknown, CuesRefused; CaptionsChangedElsewhere when somebody else saved in between
 */
export async function saveCues(
  tenant: Tenant,
  actor: string,
  { assetId, id, cues, basedOn }: { assetId: string; id: string; cues: readonly Cue[]; basedOn: number },
  now = Date.now(),
): Promise<number> {
  const made = document(cues)
  return tenant.transact((tx) => {
    const found = captionsById(tx, assetId, id)
    if (found.vtt === made.vtt) return found.version
    if (found.version !== basedOn) throw new CaptionsChangedElsewhere()
    const isEmptied = found.state === 'published' && made.cues === 0
    if (isEmptied) throw new NothingToPublish()
    const version = basedOn + 1
    tx.update(captions)
      .set({ ...made, version, updatedAt: now })
      .where(eq(captions.id, id))
      .run()
    if (found.state === 'published') indexCaptions(tx, id, cues)
    if (found.updatedAt < now - SITTING_MS || (found.version === 1 && found.origin !== 'written'))
      record(tx, { type: 'captions.changed', actor, subject: assetId, data: { captionsId: id } }, now)
    return version
  })
}

/** Shows them to students, in place of others of the same language, which become a draft. @throws CaptionsUnknown, NothingToPublish */
export function publishCaptions(tenant: Tenant, actor: string, assetId: string, id: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    const found = captionsById(tx, assetId, id)
    if (found.state === 'published') return
    if (found.cues === 0) throw new NothingToPublish()
    const others = tx
      .select({ id: captions.id })
      .from(captions)
      .where(
        and(
          eq(captions.assetId, assetId),
          eq(captions.language, found.language),
          eq(captions.state, 'published'),
          isNull(captions.removedAt),
        ),
      )
      .all()
    for (const other of others) hide(tx, other.id)
    tx.update(captions).set({ state: 'published' }).where(eq(captions.id, id)).run()
    indexCaptions(tx, id, cuesOf(found))
    record(tx, { type: 'captions.published', actor, subject: assetId, data: { captionsId: id } }, now)
  })
}

/** @throws CaptionsUnknown */
export function unpublishCaptions(tenant: Tenant, actor: string, assetId: string, id: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    if (captionsById(tx, assetId, id).state === 'draft') return
    hide(tx, id)
    record(tx, { type: 'captions.unpublished', actor, subject: assetId, data: { captionsId: id } }, now)
  })
}

function hide(tx: Writing, id: string): void {
  tx.update(captions).set({ state: 'draft' }).where(eq(captions.id, id)).run()
  indexCaptions(tx, id, [])
}

/** As long as other things in the trash. */
const KEPT_MS = 30 * 86_400_000

/** Takes them away, so that undo can bring them back, as a draft. Those removed a month ago go for good. @throws CaptionsUnknown */
export function removeCaptions(tenant: Tenant, actor: string, assetId: string, id: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    captionsById(tx, assetId, id)
    hide(tx, id)
    tx.update(captions).set({ removedAt: now }).where(eq(captions.id, id)).run()
    tx.delete(captions)
      .where(and(isNotNull(captions.removedAt), lt(captions.removedAt, now - KEPT_MS)))
      .run()
    record(tx, { type: 'captions.removed', actor, subject: assetId, data: { captionsId: id } }, now)
  })
}

/** @throws CaptionsUnknown when they were not removed, or too long ago */
export function restoreCaptions(tenant: Tenant, actor: string, assetId: string, id: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    captionsById(tx, assetId, id, { removed: true })
    tx.update(captions).set({ removedAt: null }).where(eq(captions.id, id)).run()
    record(tx, { type: 'captions.restored', actor, subject: assetId, data: { captionsId: id } }, now)
  })
}

/** What is stored of cues. @throws CuesRefused */
function document(cues: readonly Cue[]): Pick<Captions, 'vtt' | 'cues'> {
  if (cues.length > MOST_CUES) throw new CuesRefused('too_many', MOST_CUES)
  for (const [nth, cue] of cues.entries()) {
    if (cue.end <= cue.start) throw new CuesRefused('backwards', nth + 1)
    if (cue.end > LATEST_MS) throw new CuesRefused('late', nth + 1)
    if (cue.text.length > MOST_TEXT) throw new CuesRefused('long', nth + 1)
  }
  // What says nothing is no caption; an editor holds it as long as its page is open.
  const said = inOrder(cues).filter(({ text }) => text.trim())
  return { vtt: writeVtt(said), cues: said.length }
}
