import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import { type MuxAsset, MuxAway, MuxRefused } from '#integrations/mux/mux.ts'
import { chunksOf } from '#lib/chunks-of.ts'
import { fail } from '#lib/failure.ts'
import { NotYet, PermanentFailure } from '#tenants/jobs/contract.ts'
import { removeAtMux } from '#tenants/media/mux/delete-at-mux.ts'
import { deleteAtMux, fetchFromMux, type MuxFacts, prepareAtMux } from '#tenants/media/mux/jobs.ts'
import type { SchoolMux } from '#tenants/media/mux/school-mux.ts'
import { MOST_VIDEO_BYTES } from '#tenants/media/upload.ts'
import type { Schools } from '#tenants/schools.ts'
import type { PerformHere } from './here.ts'

/** Between two looks at what Mux is at: soon in the beginning, then ever more rarely. Its webhook makes us look at once. */
const SOONEST_MS = 3_000
const LATEST_MS = 5 * 60_000
const lookAgainMs = (begunAt: number) => Math.min(LATEST_MS, Math.max(SOONEST_MS, (Date.now() - begunAt) / 4))

/** Mux does not answer: nothing is held against the job, however long that lasts. */
const AWAY_MS = 60_000
/** Until what was deleted is looked for again. */
const GONE_MS = 30_000
/** Until somebody has given us a token that is taken. */
const KEY_MS = 60 * 60_000

/** Performs what is asked of Mux. Without an account it says so: somebody has turned it off since it was asked for. */
export function muxPerforms(schools: Schools): [string, PerformHere][] {
  const muxOf = (school: string): SchoolMux =>
    schools.openById(school).mux ?? fail(new PermanentFailure('mux.unset', 'no account at Mux is set up'))
  return [
    [prepareAtMux.name, (input) => asking(() => prepare(muxOf, prepareAtMux.input.parse(input)))],
    [fetchFromMux.name, (input, signal) => asking(() => bring(schools, muxOf, fetchFromMux.input.parse(input), signal))],
    [
      deleteAtMux.name,
      (input) =>
        asking(async () => {
          const { school, ...one } = deleteAtMux.input.parse(input)
          if (!(await removeAtMux(muxOf(school), one).catch(unlessKey))) throw new NotYet(GONE_MS)
          return {}
        }),
    ],
  ]
}

/** A token that is being changed is no reason to leave it there for good. */
function unlessKey(error: unknown): never {
  throw error instanceof MuxRefused && error.code === 'mux.key' ? new NotYet(KEY_MS) : error
}

type MuxOf = (school: string) => SchoolMux

async function prepare(
  muxOf: MuxOf,
  { school, assetId, begunAt, upload, muxAsset, source }: z.infer<typeof prepareAtMux.input>,
): Promise<MuxFacts> {
  const mux = muxOf(school)
  const known = muxAsset ?? (upload === null ? (await create(mux, assetId, source)).id : await sentTo(mux, assetId, upload, begunAt))
  const asset = await mux.asset(assetId, known)
  if (!asset) throw new PermanentFailure('mux.gone', `Mux has no asset ${known} of this video`)
  if (asset.status === 'errored') throw new PermanentFailure('mux.not_media', said(asset))
  if (asset.status === 'preparing')
    throw new NotYet(lookAgainMs(begunAt), {
      share: (asset.progress ?? 0) / 100,
      ...(muxAsset === null && { news: { muxAssetId: known } }),
    })
  const { playbackId, seconds, width = null, height = null } = asset
  if (!playbackId || !seconds) throw new PermanentFailure('mux.not_media', `ready without a length or a signed playback id: ${known}`)
  // Sound alone has no picture to show.
  if (width === null || height === null) throw new PermanentFailure('media.no_video', 'it has no video track')
  return { muxAssetId: known, playbackId, seconds, width, height }
}

async function create(mux: SchoolMux, assetId: string, source: string | null): Promise<MuxAsset> {
  if (source === null) throw new PermanentFailure('mux.no_source', 'there is no file that Mux could fetch')
  const made = await mux.createAsset(assetId, source).catch((error: unknown) => {
    // It may have been taken, and is paid for then: tries are counted. Its webhook says which one it is (hear-mux.ts).
    throw error instanceof MuxAway ? new Error(`Mux did not say whether it took the file: ${error.message}`) : error
  })
  // Written down before anything else: a second try would make a second one.
  throw new NotYet(SOONEST_MS, { news: { muxAssetId: made.id } })
}

/** What Mux makes of a file that was sent to it. */
async function sentTo(mux: SchoolMux, assetId: string, upload: string, begunAt: number): Promise<string> {
  const sent = await mux.upload(assetId, upload)
  if (sent?.status === 'waiting') throw new NotYet(lookAgainMs(begunAt))
  if (sent?.status === 'errored') throw new PermanentFailure('mux.not_media', sent.error ?? 'the upload failed')
  if (!sent?.assetId) throw new PermanentFailure('mux.gone', `the upload is ${sent?.status ?? 'not there'}`)
  return sent.assetId
}

const said = ({ error }: MuxAsset) => `${error?.type ?? 'errored'}: ${error?.messages.join(' ') ?? ''}`

/** What Mux makes of the largest file that may be uploaded may be larger than that. */
const MOST_BYTES = 2 * MOST_VIDEO_BYTES

async function bring(
  schools: Schools,
  muxOf: MuxOf,
  { school, assetId, begunAt, muxAsset, key }: z.infer<typeof fetchFromMux.input>,
  signal: AbortSignal,
): Promise<{ bytes: number }> {
  const mux = muxOf(school)
  const asset = await mux.asset(assetId, muxAsset)
  if (!asset) throw new PermanentFailure('mux.gone', `Mux has no asset ${muxAsset} of this video`)
  if (!asset.master) {
    await mux.requestMaster(assetId, muxAsset)
    throw new NotYet(SOONEST_MS)
  }
  if (asset.master.status === 'errored') throw new PermanentFailure('mux.no_master', said(asset))
  if (asset.master.status === 'preparing' || !asset.master.url) throw new NotYet(lookAgainMs(begunAt))
  const answer = await fetch(asset.master.url, { signal })
  if (!answer.ok || !answer.body) throw new MuxAway(`the master was answered with ${answer.status}`)
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      done(bytes > MOST_BYTES ? new PermanentFailure('mux.no_master', 'the master is too large') : null, chunk)
    },
  })
  const { files } = schools.openById(school)
  await Promise.all([files.put(key, counted, 'video/mp4'), pipeline(Readable.from(chunksOf(answer.body)), counted)])
  return { bytes }
}

/** What Mux refuses is the job's end, with its reason; Mux that is away is waited for. */
async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof MuxRefused) throw new PermanentFailure(error.code, error.message)
    if (error instanceof MuxAway) throw new NotYet(AWAY_MS, { why: error.message })
    throw error
  }
}
