/**
 * Mux (mux.com): takes a film, prepares it and streams it. Everything it does is asked for here; what it tells by itself comes through
 * `readWebhook`, which may be late, twice, out of order or never, so whoever waits also looks again.
 *
 * Unless said otherwise a method throws MuxRefused when asking again is of no use, and MuxAway when it may be.
 */
export interface Mux {
  /** A URL the browser PUTs the file to, in one piece or resumable (Content-Range), good for UPLOAD_SECONDS. */
  createUpload(asked: { readonly passthrough: string; readonly corsOrigin: string }): Promise<{ uploadId: string; url: string }>
  /** @throws MuxRefused (mux.not_taken) also when Mux knows no such upload */
  upload(uploadId: string): Promise<MuxUpload>
  /** One that is done, cancelled or unknown is no error: ask `upload` what became of it. */
  cancelUpload(uploadId: string): Promise<void>
  /** From a URL that Mux fetches: it has to be good for some hours. */
  createAsset(asked: { readonly url: string; readonly passthrough: string }): Promise<MuxAsset>
  /** Undefined when there is none. */
  asset(assetId: string): Promise<MuxAsset | undefined>
  /** The one made last, of whichever school: for looking whether Mux answers at all. */
  newest(): Promise<MuxAsset | undefined>
  /** One that is gone already is fine. */
  deleteAsset(assetId: string): Promise<void>
  /** Makes the best file there is of a film that is ready; its URL comes with `video.asset.master.ready` and lives for a day. */
  requestMaster(assetId: string): Promise<void>
  /**
   * A token for one playback id and one use. Mux lets a request in by it until it has expired, and a film's segments too: it has to
   * outlive the watching. `params` are those a picture's URL would carry (`time`, `width`): with a token they count in it alone.
   */
  sign(playbackId: string, kind: MuxKind, lifeSeconds: number, params?: Record<string, string>): Promise<string>
  readonly urls: MuxUrls
  /** @throws WebhookForged when the mux-signature header does not fit or is older than five minutes */
  readWebhook(body: Buffer | string, headers: WebhookHeaders): Promise<MuxEvent>
}

export type MuxKind = 'video' | 'thumbnail' | 'storyboard'

/** As Node's server gives them, or as fetch does. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export interface MuxUrls {
  /** The master playlist. */
  stream(playbackId: string, token: string): string
  /** A JPEG. */
  thumbnail(playbackId: string, token: string): string
  /** WebVTT whose cues name tiles of a JPEG, as players take it. */
  storyboard(playbackId: string, token: string): string
}

export interface MuxUpload {
  readonly id: string
  readonly status: 'waiting' | 'asset_created' | 'errored' | 'cancelled' | 'timed_out'
  /** Once the status is `asset_created`. */
  readonly assetId: string | undefined
  /** In Mux's words. */
  readonly error: string | undefined
  /** That of the asset it becomes. */
  readonly passthrough: string | undefined
}

export interface MuxAsset {
  readonly id: string
  readonly status: 'preparing' | 'ready' | 'errored'
  /** The signed one. */
  readonly playbackId: string | undefined
  readonly seconds: number | undefined
  /** Of the source's picture, in pixels. Undefined for one that is sound alone, and until it is known. */
  readonly width: number | undefined
  readonly height: number | undefined
  readonly passthrough: string | undefined
  readonly error: { readonly type: string; readonly messages: readonly string[] } | undefined
  /** Undefined until it was asked for, and again a day after. */
  readonly master: { readonly status: 'preparing' | 'ready' | 'errored'; readonly url: string | undefined } | undefined
  /** Percent of what is being done. Undefined where Mux cannot say. */
  readonly progress: number | undefined
}

export const UPLOAD_EVENTS = ['video.upload.asset_created', 'video.upload.errored', 'video.upload.cancelled'] as const
export const ASSET_EVENTS = [
  'video.asset.created',
  'video.asset.ready',
  'video.asset.errored',
  'video.asset.deleted',
  'video.asset.master.ready',
  'video.asset.master.errored',
] as const

interface Told {
  /** The same for every delivery of one event. */
  readonly id: string
  /** When it happened at Mux, milliseconds. */
  readonly at: number
}

export type MuxEvent =
  | (Told & { readonly type: (typeof UPLOAD_EVENTS)[number]; readonly upload: MuxUpload })
  | (Told & { readonly type: (typeof ASSET_EVENTS)[number]; readonly asset: MuxAsset })
  | (Told & { readonly type: 'other'; readonly said: string })

/** What Mux keeps a passthrough to. */
export const MOST_PASSTHROUGH = 255
/** As long as Mux lets an upload wait: a laptop may be closed over a weekend. */
export const UPLOAD_SECONDS = 7 * 24 * 60 * 60

/** `code` is a key of the catalogue below `jobs.reason`. */
export class MuxRefused extends Error {
  override readonly name = 'MuxRefused'
  constructor(
    readonly code: 'mux.key' | 'mux.quota' | 'mux.not_taken',
    message: string,
  ) {
    super(message)
  }
}

/** It may answer later. */
export class MuxAway extends Error {
  override readonly name = 'MuxAway'
}

/** Not from Mux, changed on the way, or sent again by somebody after five minutes. */
export class WebhookForged extends Error {
  override readonly name = 'WebhookForged'
}
