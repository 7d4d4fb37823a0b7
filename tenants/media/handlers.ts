import { and, eq, isNull } from 'drizzle-orm'
import { noteVideoLength } from '#tenants/courses/versions.ts'
import type { Writing } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { JobNotNeeded } from '#tenants/jobs/failures.ts'
import { defineHandler } from '#tenants/jobs/handler.ts'
import { assetById } from './asset.ts'
import { attemptPrefix } from './attempt-prefix.ts'
import { sweepAttempts } from './attempts-left.ts'
import { attemptPlaces } from './broker.ts'
import { encodeInput } from './encode-input.ts'
import { AssetUnknown, SourceGone } from './failures.ts'
import { encodeVideo, resizeImage } from './jobs.ts'
import { assets } from './schema.ts'
import { sourceOf } from './source.ts'
import { noteEncoded } from './usage.ts'

/** Widths of a cover or a logo, for phones to large screens. */
const IMAGE_WIDTHS = [320, 640, 1280, 1920]

function markFailed(tx: Writing, assetId: string, reason: string): void {
  tx.update(assets).set({ state: 'failed', failure: reason, earlyAttempt: null, earlyUntil: null }).where(eq(assets.id, assetId)).run()
}

/** @throws AssetUnknown, SourceGone, JobNotNeeded */
function takeUpAsset(tx: Writing, assetId: string): void {
  const asset = assetById(tx, assetId)
  if (!asset) throw new AssetUnknown()
  if (asset.state !== 'failed') throw new JobNotNeeded()
  if (!asset.sourceKey) throw new SourceGone()
  tx.update(assets).set({ state: 'processing', failure: null }).where(eq(assets.id, assetId)).run()
}

export const encodeVideoHandler = defineHandler(encodeVideo, {
  prepare: (tenant, { assetId }, attempt) => encodeInput(tenant, assetId, attempt),
  source: (tenant, { assetId }) => {
    const asset = tenant.read((db) => assetById(db, assetId))
    return asset && { seconds: asset.seconds, bytes: asset.size }
  },
  hear(tx, { assetId }, { until, seconds, width, height }, attempt) {
    tx.update(assets)
      .set({ earlyAttempt: attempt, earlyUntil: until, seconds, width, height })
      .where(and(eq(assets.id, assetId), eq(assets.state, 'processing'), isNull(assets.outputPrefix)))
      .run()
  },
  settle(tx, { assetId }, video, attempt, now) {
    tx.update(assets)
      .set({
        state: 'ready',
        failure: null,
        outputPrefix: attemptPrefix(assetId, attempt),
        seconds: video.seconds,
        width: video.width,
        height: video.height,
        renditions: video.renditions,
        outputBytes: video.bytes,
        ladder: video.ladder ?? null,
        storyboard: video.storyboard ?? false,
        readyAt: now,
        earlyAttempt: null,
        earlyUntil: null,
        preparedBy: 'lectern',
      })
      .where(eq(assets.id, assetId))
      .run()
    noteVideoLength(tx, assetId, video.seconds)
    noteEncoded(tx, video.seconds, now)
    record(tx, { type: 'video.ready', actor: 'platform', subject: assetId, data: { seconds: video.seconds, attempt } }, now)
  },
  setAside(tx, { assetId }, reason, now) {
    markFailed(tx, assetId, reason)
    record(tx, { type: 'video.failed', actor: 'platform', subject: assetId, data: { reason } }, now)
  },
  takeUp: (tx, { assetId }) => takeUpAsset(tx, assetId),
  tidy: (tenant, { assetId }) => sweepAttempts(tenant, assetId),
})

export const resizeImageHandler = defineHandler(resizeImage, {
  prepare: (tenant, { assetId }, attempt) => ({
    ...attemptPlaces(tenant, assetId, attempt, sourceOf(tenant, assetId)),
    widths: IMAGE_WIDTHS,
  }),
  settle(tx, { assetId }, image, attempt, now) {
    tx.update(assets)
      .set({
        state: 'ready',
        failure: null,
        outputPrefix: attemptPrefix(assetId, attempt),
        width: image.width,
        height: image.height,
        renditions: image.variants.map(({ width, height }) => ({ width, height })),
        outputBytes: image.variants.reduce((sum, variant) => sum + variant.bytes, 0),
        readyAt: now,
      })
      .where(eq(assets.id, assetId))
      .run()
    record(tx, { type: 'image.ready', actor: 'platform', subject: assetId, data: {} }, now)
  },
  setAside(tx, { assetId }, reason, now) {
    markFailed(tx, assetId, reason)
    record(tx, { type: 'image.failed', actor: 'platform', subject: assetId, data: { reason } }, now)
  },
  takeUp: (tx, { assetId }) => takeUpAsset(tx, assetId),
  tidy: (tenant, { assetId }) => sweepAttempts(tenant, assetId),
})
