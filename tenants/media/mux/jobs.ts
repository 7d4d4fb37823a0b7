import { z } from 'zod'
import { defineJob } from '#tenants/jobs/contract.ts'

// What is asked of Mux. It is done `here`, in the process that has the account's token: what travels through a queue must not.

const LONGEST_S = 86_400
const Ours = { school: z.string(), assetId: z.string() }

export const MuxFacts = z.object({
  muxAssetId: z.string(),
  playbackId: z.string(),
  seconds: z.number().positive().max(LONGEST_S),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
})
export type MuxFacts = z.infer<typeof MuxFacts>

/**
 * Has Mux make a video and waits until it has: of a file that was sent there, or of a source of ours, which Mux fetches. It looks again by
 * itself; Mux's word that it is done only makes it look at once (hear-mux.ts).
 * Failure codes: those of MuxRefused, mux.unset, mux.gone, mux.not_media, media.no_video.
 */
export const prepareAtMux = defineJob({
  name: 'media.prepare_at_mux',
  payload: z.object({ assetId: z.string(), begunAt: z.number() }),
  input: z.object({
    ...Ours,
    begunAt: z.number(),
    upload: z.string().nullable(),
    muxAsset: z.string().nullable(),
    /** What Mux is to fetch where it has nothing yet. */
    source: z.url().nullable(),
  }),
  output: MuxFacts,
  news: z.object({ muxAssetId: z.string() }),
  weight: 'here',
  // With deletions, transcriptions and what is fetched one fewer than there are slots: letters always have one.
  most: 2,
  attempts: 6,
  silenceMs: 120_000,
})

/**
 * Brings a video that is at Mux back as a file of ours, so that it can be made here. Failure codes: those of MuxRefused, mux.unset, mux.gone,
 * mux.no_master.
 */
export const fetchFromMux = defineJob({
  name: 'media.fetch_from_mux',
  payload: z.object({ assetId: z.string(), begunAt: z.number() }),
  input: z.object({ ...Ours, begunAt: z.number(), muxAsset: z.string(), key: z.string() }),
  output: z.object({ bytes: z.number().int().positive() }),
  weight: 'here',
  // It moves a film's bytes through this process.
  most: 1,
  attempts: 6,
  silenceMs: 6 * 3_600_000,
})

/**
 * Deletes what a school has at Mux, until Mux says that it is gone. Its subject is the thing at Mux: it is no work on the video. Failure codes: those of MuxRefused, mux.unset.
 */
export const deleteAtMux = defineJob({
  name: 'mux.delete',
  payload: z.object({ assetId: z.string(), upload: z.string().nullable(), muxAsset: z.string().nullable() }),
  input: z.object({ ...Ours, upload: z.string().nullable(), muxAsset: z.string().nullable() }),
  output: z.object({}),
  weight: 'here',
  most: 2,
  attempts: 12,
  silenceMs: 120_000,
})
