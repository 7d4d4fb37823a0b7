import { and, count, desc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { events } from '#tenants/events/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { jobs } from '#tenants/jobs/schema.ts'
import { assetById } from '#tenants/media/asset.ts'
import { attemptPrefix } from '#tenants/media/attempt-prefix.ts'
import { attemptPlaces } from '#tenants/media/broker.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import type { ObjectSource } from '#tenants/media/jobs.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { insertCaptions } from './change-captions.ts'
import { NotToBeHeard } from './failures.ts'
import { takeAudio, transcribe } from './jobs.ts'
import { canonicalLanguage } from './languages.ts'
import { cuesFromSpeech, spokenLanguage } from './spoken-cues.ts'

const KINDS = [takeAudio.name, transcribe.name]

/** How far captions from speech are; the newest try of a film. */
export interface SpeechStanding {
  readonly state: 'waiting' | 'running' | 'failed' | 'done'
  /** A key of the catalogue below `jobs.reason`. */
  readonly reason: string | null
}

export function speechStanding(db: Reading, assetId: string): SpeechStanding | undefined {
  const job = db
    .select({ state: jobs.state, reason: jobs.reason })
    .from(jobs)
    .where(and(eq(jobs.subject, assetId), inArray(jobs.kind, KINDS)))
    .orderBy(desc(sql`rowid`))
    .limit(1)
    .get()
  return job && { state: job.state === 'cancelled' ? 'failed' : job.state, reason: job.reason }
}

const DAY_MS = 86_400_000
/** Each is paid for by whoever runs this, and a course of so many films is heard in a day. */
const MOST_A_DAY = 60

const askedSince = (db: Reading, since: number): number =>
  db
    .select({ n: count() })
    .from(events)
    .where(and(eq(events.type, 'captions.asked'), gt(events.at, since)))
    .get()?.n ?? 0

/** Has captions made from what is said. @throws AssetUnknown, LanguageUnknown, NotToBeHeard */
export async function askForSpeech(
  tenant: Tenant,
  actor: string,
  { assetId, language }: { assetId: string; language: string | null },
  now = Date.now(),
): Promise<void> {
  const spoken = language === null ? null : canonicalLanguage(language)
  await tenant.transact((tx) => {
    const asset = assetById(tx, assetId)
    if (asset?.kind !== 'video') throw new AssetUnknown()
    if (asset.state !== 'ready') throw new NotToBeHeard('not_ready')
    if (!asset.sourceKey) throw new NotToBeHeard(asset.preparedBy === 'mux' ? 'at_mux' : 'no_source')
    const { state } = speechStanding(tx, assetId) ?? {}
    if (state === 'waiting' || state === 'running') throw new NotToBeHeard('underway')
    if (askedSince(tx, now - DAY_MS) >= MOST_A_DAY) throw new NotToBeHeard('enough')
    enqueue(tx, takeAudio, { payload: { assetId, actor, language: spoken }, subject: assetId }, now)
    record(tx, { type: 'captions.asked', actor, subject: assetId, data: {} }, now)
  })
}

export const takeAudioHandler = defineHandler(takeAudio, {
  prepare(tenant, { assetId }, attempt) {
    const sourceKey = tenant.read((db) => assetById(db, assetId))?.sourceKey
    if (!sourceKey) throw new NotToBeHeard('no_source')
    return attemptPlaces(tenant, assetId, attempt, sourceKey)
  },
  settle(tx, asked, { pieces }, attempt, now) {
    const payload = { ...asked, prefix: attemptPrefix(asked.assetId, attempt), pieces }
    enqueue(tx, transcribe, { payload, subject: asked.assetId }, now)
  },
  setAside: (tx, { assetId }, reason, now) => tellFailed(tx, assetId, reason, now),
  takeUp: (tx, { assetId }) => mustBeThere(tx, assetId),
})

/** Links of a bucket last as long as an attempt may. */
const LINK_LIFE_MS = 2 * 3_600_000

export const transcribeHandler = defineHandler(transcribe, {
  async prepare(tenant, { prefix, pieces, language }) {
    const sources = pieces.map(async ({ name, from }) => ({ source: await pieceOf(tenant, prefix + name), from }))
    return { language, pieces: await Promise.all(sources) }
  },
  settle(tx, { assetId, actor, language }, heard, _attempt, now) {
    const cues = cuesFromSpeech(heard.segments)
    insertCaptions(tx, actor, { assetId, language: language ?? spokenLanguage(heard.language) ?? UNSAID, origin: 'speech', cues }, now)
  },
  setAside: (tx, { assetId }, reason, now) => tellFailed(tx, assetId, reason, now),
  takeUp(tx, { assetId }) {
    mustBeThere(tx, assetId)
    // Its pieces went when it was given up.
    throw new NotToBeHeard('ask_again')
  },
  tidy: async (tenant, { prefix }) => void (await tenant.files.deletePrefix(prefix)),
})

/** For a service that does not say what it heard: most are asked in English, and the draft's list shows it. */
const UNSAID = 'en'

async function pieceOf({ files }: Tenant, key: string): Promise<ObjectSource> {
  const url = await files.getUrl(key, LINK_LIFE_MS)
  return url === undefined ? files.source(key) : { kind: 'url', url }
}

const tellFailed = (tx: Writing, assetId: string, reason: string, now: number): void =>
  void record(tx, { type: 'captions.failed', actor: 'platform', subject: assetId, data: { reason } }, now)

function mustBeThere(tx: Writing, assetId: string): void {
  if (!assetById(tx, assetId)) throw new AssetUnknown()
}
