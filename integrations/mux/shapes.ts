import { z } from 'zod'
import { ASSET_EVENTS, type MuxAsset, MuxAway, type MuxEvent, type MuxUpload, UPLOAD_EVENTS } from './mux.ts'

// What Mux answers and tells, as far as it is used: mux.com/docs/api-reference/video/assets, …/direct-uploads, mux.com/docs/webhook-reference.

const text = z
  .string()
  .nullish()
  .transform((given) => given || undefined)
const number = z
  .number()
  .nullish()
  .transform((given) => given ?? undefined)

const Asset = z.object({
  id: z.string(),
  status: z.enum(['preparing', 'ready', 'errored']),
  playback_ids: z.array(z.object({ id: z.string(), policy: z.string() })).nullish(),
  duration: number,
  tracks: z.array(z.object({ type: z.string().nullish(), max_width: number, max_height: number })).nullish(),
  passthrough: text,
  errors: z.object({ type: z.string().nullish(), messages: z.array(z.string()).nullish() }).nullish(),
  master: z.object({ status: z.enum(['preparing', 'ready', 'errored']).nullish(), url: text }).nullish(),
  progress: z.object({ progress: number }).nullish(),
})

const asset = Asset.transform((given): MuxAsset => {
  const video = given.tracks?.find((track) => track.type === 'video')
  const percent = given.progress?.progress
  return {
    id: given.id,
    status: given.status,
    playbackId: given.playback_ids?.find(({ policy }) => policy === 'signed')?.id,
    seconds: given.duration,
    width: video?.max_width,
    height: video?.max_height,
    passthrough: given.passthrough,
    error: given.errors ? { type: given.errors.type ?? 'unknown', messages: given.errors.messages ?? [] } : undefined,
    master: given.master?.status ? { status: given.master.status, url: given.master.url } : undefined,
    // -1 where it cannot be said.
    progress: percent !== undefined && percent >= 0 ? percent : undefined,
  }
})

/** Whoever holds the URL may send a film, so nothing but `createUpload` reads it. */
const NewUpload = z.object({ id: z.string(), url: z.url() })

const upload = z
  .object({
    id: z.string(),
    status: z.enum(['waiting', 'asset_created', 'errored', 'cancelled', 'timed_out']),
    asset_id: text,
    error: z.object({ type: z.string().nullish(), message: z.string().nullish() }).nullish(),
    new_asset_settings: z.object({ passthrough: text }).nullish(),
  })
  .transform(
    (given): MuxUpload => ({
      id: given.id,
      status: given.status,
      assetId: given.asset_id,
      error: given.error ? (given.error.message ?? given.error.type ?? 'unknown') : undefined,
      passthrough: given.new_asset_settings?.passthrough,
    }),
  )

const told = { id: z.string(), created_at: z.iso.datetime({ offset: true }).transform((given) => Date.parse(given)) }
const OfUpload = z.object({ ...told, type: z.enum(UPLOAD_EVENTS), data: upload })
const OfAsset = z.object({ ...told, type: z.enum(ASSET_EVENTS), data: asset })
const OfAny = z.object({ ...told, type: z.string() })

/** Each throws MuxAway when it is of another shape than documented. */
export const readAsset = (given: unknown): MuxAsset => read(asset, given)
export const readUpload = (given: unknown): MuxUpload => read(upload, given)
export const readNewUpload = (given: unknown): { id: string; url: string } => read(NewUpload, given)

/** @param body whose signature has been checked */
export function readEvent(body: string): MuxEvent {
  const given = read(Json, body)
  const { id, created_at: at, type } = read(OfAny, given)
  if (isOne(UPLOAD_EVENTS, type)) {
    const { type, data } = read(OfUpload, given)
    return { id, at, type, upload: data }
  }
  if (isOne(ASSET_EVENTS, type)) {
    const { type, data } = read(OfAsset, given)
    return { id, at, type, asset: data }
  }
  return { id, at, type: 'other', said: type }
}

const isOne = (types: readonly string[], type: string) => types.includes(type)

const Json = z.string().transform((given, context) => {
  try {
    return JSON.parse(given) as unknown
  } catch {
    context.addIssue({ code: 'custom', message: 'no JSON' })
    return z.NEVER
  }
})

function read<S extends z.ZodType>(shape: S, given: unknown): z.output<S> {
  const found = shape.safeParse(given)
  if (found.success) return found.data
  throw new MuxAway(`Mux said something of another shape than documented: ${z.prettifyError(found.error)}`)
}
