import MuxClient, { type Mux as Client } from '@mux/mux-node'
import type { MuxEnv } from '#lib/mux-env.ts'
import { refusal } from './failures.ts'
import { MOST_PASSTHROUGH, type Mux, type MuxKind, MuxRefused, UPLOAD_SECONDS, WebhookForged } from './mux.ts'
import { readAsset, readEvent, readNewUpload, readUpload } from './shapes.ts'

const PATIENCE_MS = 20_000
/** Of what may be asked twice. The client waits as long as Mux says, or half a second, then one. */
const RETRIES = 2

/**
 * Signed: nobody plays anything without a token of ours (mux.com/docs/guides/secure-video-playback). `plus`, which is paid for once when a
 * film is prepared: a course is prepared once and watched for years, the small type of a screen recording needs the fuller ladder, and
 * keeping it costs less than `basic`, whose preparing is free (mux.com/docs/pricing/controlling-video-costs).
 */
const HOW = { playback_policies: ['signed' as const], video_quality: 'plus' as const, master_access: 'none' as const }

/** The client sleeps as long as it is told to, if that is an hour: what is asked for here is asked again by a job, and holds up nobody. */
const LONGEST_SLEEP_S = 10
const soon: typeof fetch = async (url, init) => {
  const answer = await fetch(url, init)
  if (!(Number(answer.headers.get('retry-after') ?? 0) > LONGEST_SLEEP_S)) return answer
  const headers = new Headers(answer.headers)
  headers.set('retry-after', String(LONGEST_SLEEP_S))
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers })
}

/** The vendor's own client. All is given that it would look for in the process's environment by itself. */
const clientOf = (env: MuxEnv): Client =>
  new MuxClient({
    tokenId: env.tokenId,
    tokenSecret: env.tokenSecret,
    webhookSecret: env.webhookSecret,
    jwtSigningKey: env.signingKeyId,
    jwtPrivateKey: env.signingPrivateKey,
    authorizationToken: null,
    baseURL: env.apiUrl,
    timeout: PATIENCE_MS,
    maxRetries: RETRIES,
    logLevel: 'off',
    fetch: soon,
  })

export function muxByClient(env: MuxEnv): Mux {
  const { video, jwt, webhooks } = clientOf(env)
  const picture = (playbackId: string, file: string, token: string) =>
    `${env.imageUrl}/${encodeURIComponent(playbackId)}/${file}?token=${encodeURIComponent(token)}`

  return {
    async createUpload({ passthrough, corsOrigin }) {
      checkPassthrough(passthrough)
      // One too many costs nothing: an upload nobody sends to times out.
      const asked = { cors_origin: corsOrigin, timeout: UPLOAD_SECONDS, new_asset_settings: { ...HOW, passthrough } }
      const { id, url } = readNewUpload(await video.uploads.create(asked).catch(refusal))
      return { uploadId: id, url }
    },
    async upload(uploadId) {
      return readUpload(await video.uploads.retrieve(uploadId).catch(refusal))
    },
    async cancelUpload(uploadId) {
      // It succeeds while the upload is waiting, and is refused otherwise (mux.com/docs/api-reference/video/direct-uploads).
      await video.uploads.cancel(uploadId).catch(refusal).catch(unlessRefused)
    },
    async createAsset({ url, passthrough }) {
      checkPassthrough(passthrough)
      // Not twice by itself: when the answer was lost there would be two films, both stored and paid for.
      return readAsset(await video.assets.create({ inputs: [{ url }], ...HOW, passthrough }, { maxRetries: 0 }).catch(refusal))
    },
    async asset(assetId) {
      const found = await video.assets.retrieve(assetId).catch(unlessMissing)
      return found && readAsset(found)
    },
    async newest() {
      const { data } = await video.assets.list({ limit: 1 }).catch(refusal)
      return data[0] && readAsset(data[0])
    },
    async deleteAsset(assetId) {
      await video.assets.delete(assetId).catch(unlessMissing)
    },
    async requestMaster(assetId) {
      await video.assets.updateMasterAccess(assetId, { master_access: 'temporary' }).catch(refusal)
    },
    sign: (playbackId: string, kind: MuxKind, lifeSeconds: number, params: Record<string, string> = {}) =>
      jwt.signPlaybackId(playbackId, { type: kind, expiration: `${Math.ceil(lifeSeconds)}s`, params }),
    urls: {
      stream: (playbackId, token) => `${env.streamUrl}/${encodeURIComponent(playbackId)}.m3u8?token=${encodeURIComponent(token)}`,
      thumbnail: (playbackId, token) => picture(playbackId, 'thumbnail.jpg', token),
      storyboard: (playbackId, token) => picture(playbackId, 'storyboard.vtt', token),
    },
    async readWebhook(body, headers) {
      const signature = headers instanceof Headers ? headers.get('mux-signature') : headers['mux-signature']
      const text = typeof body === 'string' ? body : body.toString('utf8')
      // It checks the age too: five minutes (mux.com/docs/core/verify-webhook-signatures).
      await webhooks
        .verifySignature(text, { 'mux-signature': typeof signature === 'string' ? signature : undefined })
        .catch((error: unknown) => {
          throw new WebhookForged(error instanceof Error ? error.message : String(error))
        })
      return readEvent(text)
    },
  }
}

function checkPassthrough(passthrough: string): void {
  if (passthrough.length > MOST_PASSTHROUGH)
    throw new MuxRefused('mux.not_taken', `a passthrough has at most ${MOST_PASSTHROUGH} characters`)
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof MuxClient.NotFoundError) return undefined
  return refusal(error)
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof MuxRefused && error.code === 'mux.not_taken') return undefined
  throw error
}
