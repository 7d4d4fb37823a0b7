import { z } from 'zod'

// What Mux's API takes, as far as it is used here: mux.com/docs/api-reference/video/assets and …/direct-uploads. Names are Mux's. What is
// not named here is refused, as a spelling mistake of ours; so are names that Mux calls deprecated.

const settings = {
  playback_policies: z.array(z.enum(['public', 'signed'])).optional(),
  video_quality: z.enum(['basic', 'plus', 'premium']).optional(),
  max_resolution_tier: z.enum(['1080p', '1440p', '2160p']).optional(),
  master_access: z.enum(['none', 'temporary']).optional(),
  normalize_audio: z.boolean().optional(),
  passthrough: z.string().max(255).optional(),
  meta: z
    .strictObject({
      title: z.string().max(512).optional(),
      creator_id: z.string().max(128).optional(),
      external_id: z.string().max(128).optional(),
    })
    .optional(),
  test: z.boolean().optional(),
}

export const Settings = z.strictObject(settings)
export type Settings = z.infer<typeof Settings>

export const CreateAsset = z.strictObject({ ...settings, inputs: z.tuple([z.strictObject({ url: z.url({ protocol: /^https?$/ }) })]) })

export const CreateUpload = z.strictObject({
  cors_origin: z.string().min(1),
  timeout: z.int().min(60).max(604_800).default(3_600),
  new_asset_settings: Settings.default({}),
  test: z.boolean().optional(),
})

export const MasterAccess = z.strictObject({ master_access: z.enum(['none', 'temporary']) })

/** An answer that is no success. Its body: mux.com/docs/core/make-api-requests. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }

  get body(): object {
    return { error: { type: this.type, messages: [this.message] } }
  }
}

export const missing = (): Refused =>
  new Refused(404, 'not_found', "The requested resource either doesn't exist or you don't have access to it.")

export const wrong = (message: string): Refused => new Refused(400, 'invalid_parameters', message)
