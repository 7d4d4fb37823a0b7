import { z } from 'zod'
import { defineJob } from '#tenants/jobs/contract.ts'
import { ObjectSink, ObjectSource } from '#tenants/media/jobs.ts'

const Asked = z.object({
  assetId: z.string(),
  /** Who asked for it. */
  actor: z.string(),
  /** BCP 47; null: the service finds out. */
  language: z.string().max(35).nullable(),
})

/** Of the sound. Seconds from the beginning of the film. */
const Piece = z.object({ name: z.string().regex(/^speech\/\d{1,3}\.mp3$/), from: z.number().min(0).max(86_400) })

/**
 * Takes the sound out of a film, as mp3 in pieces of ten minutes at most that are cut where nobody speaks: below the sink.
 * Failure codes: speech.no_sound, and those of media.encode_video.
 */
export const takeAudio = defineJob({
  name: 'captions.take_audio',
  payload: Asked,
  input: z.object({ source: ObjectSource, sink: ObjectSink }),
  output: z.object({ pieces: z.array(Piece).min(1).max(200) }),
  weight: 'light',
  attempts: 3,
  silenceMs: 60_000,
})

/**
 * Has the pieces written down by the speech service. It is done here, because its key is: what decodes films has none
 * (workers/transports/in-process.ts). Failure codes: speech.unset, speech.key, speech.quota, speech.not_taken, speech.nothing.
 */
export const transcribe = defineJob({
  name: 'captions.transcribe',
  payload: Asked.extend({ prefix: z.string(), pieces: z.array(Piece).min(1).max(200) }),
  input: z.object({ language: z.string().nullable(), pieces: z.array(z.object({ source: ObjectSource, from: z.number() })) }),
  output: z.object({
    language: z.string().max(60).nullable(),
    segments: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })).max(50_000),
  }),
  weight: 'here',
  // It takes minutes, and letters leave from here too.
  most: 2,
  attempts: 4,
  // Of the whole attempt: twelve hours in ten minutes' pieces, two at a time.
  silenceMs: 2 * 3_600_000,
})
