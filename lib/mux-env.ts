import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'

// An account at Mux, for schools whose videos it prepares (docs/runbooks/mux.md). Parsed with everything else in env.ts.

export interface MuxEnv {
  readonly tokenId: string
  readonly tokenSecret: string
  /** What webhooks are signed with. */
  readonly webhookSecret: string
  /** What playback is signed with. */
  readonly signingKeyId: string
  /** PEM in base64. */
  readonly signingPrivateKey: string
  /** Origins, without a slash at the end. */
  readonly apiUrl: string
  readonly streamUrl: string
  readonly imageUrl: string
}

/** Tokens and films go to Mux alone, and unencrypted to nothing but this machine, where tests have a server that stands in for it. */
const origin = (name: string, standard: string) =>
  z
    .string()
    .regex(/^(https:\/\/[^/]+|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)\/?$/, `${name} is ${standard}; http:// is for tests on localhost`)
    .transform((url) => url.replace(/\/$/, ''))
    .default(standard)

export const muxVariables = {
  /** Who prepares the videos of a school that has not chosen: our own ffmpeg, or Mux. */
  VIDEO_BY: z.enum(['lectern', 'mux'], 'VIDEO_BY is lectern or mux').default('lectern'),
  /** An access token with the permissions Mux Video: read and write. */
  MUX_TOKEN_ID: z.string().optional(),
  MUX_TOKEN_SECRET: z.string().optional(),
  /** Of the webhook that Mux sends to /webhooks/mux. */
  MUX_WEBHOOK_SECRET: z.string().optional(),
  /** A signing key of the same environment; the private half as Mux gives it, once. */
  MUX_SIGNING_KEY_ID: z.string().optional(),
  MUX_SIGNING_PRIVATE_KEY: z.string().optional(),
  /** For tests: where something stands in for Mux. */
  MUX_API_URL: origin('MUX_API_URL', 'https://api.mux.com'),
  MUX_STREAM_URL: origin('MUX_STREAM_URL', 'https://stream.mux.com'),
  MUX_IMAGE_URL: origin('MUX_IMAGE_URL', 'https://image.mux.com'),
}

type Variables = z.infer<z.ZodObject<typeof muxVariables>>

/**
 * All that Mux needs, or nothing: without the webhook's secret nothing would be believed, without a signing key nothing could be watched.
 * @throws what `refused` makes of the reason
 */
export function readMux(
  v: Variables,
  scheme: 'http' | 'https',
  refused: (why: string) => Error,
): { mux: MuxEnv | undefined; videoBy: 'lectern' | 'mux' } {
  const needed = {
    MUX_TOKEN_ID: v.MUX_TOKEN_ID,
    MUX_TOKEN_SECRET: v.MUX_TOKEN_SECRET,
    MUX_WEBHOOK_SECRET: v.MUX_WEBHOOK_SECRET,
    MUX_SIGNING_KEY_ID: v.MUX_SIGNING_KEY_ID,
    MUX_SIGNING_PRIVATE_KEY: v.MUX_SIGNING_PRIVATE_KEY,
  }
  const { MUX_TOKEN_ID: tokenId, MUX_TOKEN_SECRET: tokenSecret, MUX_WEBHOOK_SECRET: webhookSecret } = needed
  const { MUX_SIGNING_KEY_ID: signingKeyId, MUX_SIGNING_PRIVATE_KEY: signingPrivateKey } = needed
  if (!tokenId || !tokenSecret || !webhookSecret || !signingKeyId || !signingPrivateKey) {
    const lacking = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]))
    if (lacking.length < Object.keys(needed).length) throw refused(`Mux needs ${lacking.join(', ')} too (docs/runbooks/mux.md).`)
    if (v.VIDEO_BY === 'mux') throw refused(`VIDEO_BY=mux needs an account at Mux: ${lacking.join(', ')} (docs/runbooks/mux.md).`)
    return { mux: undefined, videoBy: v.VIDEO_BY }
  }
  if (!isPrivateKey(signingPrivateKey)) {
    throw refused('MUX_SIGNING_PRIVATE_KEY is not what Mux gives: a private key of RSA, PEM in base64, in one line.')
  }
  const { MUX_API_URL: apiUrl, MUX_STREAM_URL: streamUrl, MUX_IMAGE_URL: imageUrl } = v
  if (scheme === 'https' && [apiUrl, streamUrl, imageUrl].some((url) => url.startsWith('http:'))) {
    throw refused('MUX_API_URL, MUX_STREAM_URL and MUX_IMAGE_URL must begin with https://: http:// is for tests on localhost.')
  }
  const mux = { tokenId, tokenSecret, webhookSecret, signingKeyId, signingPrivateKey, apiUrl, streamUrl, imageUrl }
  return { mux, videoBy: v.VIDEO_BY }
}

function isPrivateKey(base64: string): boolean {
  try {
    return createPrivateKey(Buffer.from(base64, 'base64').toString()).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
