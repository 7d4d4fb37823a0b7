import { z } from 'zod'

// Where files are kept, and from where viewers fetch them. Parsed with everything else in env.ts.

/** The bucket that media are kept in. */
export interface S3Env {
  readonly endpoint: string | undefined
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly pathStyle: boolean
  /** The cheaper class that is read at once, where the store has one. */
  readonly coldClass?: 'STANDARD_IA' | 'GLACIER_IR' | undefined
}

/** A CDN in front of it, which lets through who shows a token that is not older than a minute (docs/runbooks/cdn.md). */
export interface EdgeEnv {
  /** Where the bucket's objects are found, without a slash at the end: `https://media.example.com`. */
  readonly url: string
  /** Shared with the CDN alone. */
  readonly secret: string
}

export const storageVariables = {
  /** Files are kept in this bucket then, instead of in DATA_DIR/files. */
  S3_BUCKET: z.string().optional(),
  /** Of another S3 than Amazon's. Browsers must reach it too. */
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'S3_ENDPOINT begins with http:// or https://' }).optional(),
  S3_REGION: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  S3_PATH_STYLE: z.enum(['0', '1'], 'S3_PATH_STYLE is 1 for <endpoint>/<bucket>, or 0').optional(),
  /** A cheaper class of this store that is read at once: what schools may move their uploads to. Not every store has one. */
  S3_COLD_CLASS: z.enum(['STANDARD_IA', 'GLACIER_IR'], 'S3_COLD_CLASS is STANDARD_IA or GLACIER_IR').optional(),
  /** A CDN in front of the bucket, which checks a token (docs/runbooks/cdn.md): viewers are sent there. */
  MEDIA_CDN_URL: z.url({ protocol: /^https?$/, error: 'MEDIA_CDN_URL begins with https://' }).optional(),
  MEDIA_CDN_SECRET: z.string().min(32, 'MEDIA_CDN_SECRET needs at least 32 characters').optional(),
}

type Variables = z.infer<z.ZodObject<typeof storageVariables>>
type Refused = (why: string) => Error

/** @throws what `refused` makes of the reason */
export function readStorage(
  v: Variables,
  scheme: 'http' | 'https',
  refused: Refused,
): { s3: S3Env | undefined; edge: EdgeEnv | undefined } {
  return { s3: readS3(v, scheme, refused), edge: readEdge(v, scheme, refused) }
}

/** All that a bucket needs, or nothing: half of it would put media on the disk of a machine that is thrown away. */
function readS3(v: Variables, scheme: 'http' | 'https', refused: Refused): S3Env | undefined {
  const needed = {
    S3_BUCKET: v.S3_BUCKET,
    S3_REGION: v.S3_REGION,
    S3_ACCESS_KEY_ID: v.S3_ACCESS_KEY_ID,
    S3_SECRET_ACCESS_KEY: v.S3_SECRET_ACCESS_KEY,
  }
  const { S3_BUCKET: bucket, S3_REGION: region, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = needed
  if (!bucket || !region || !accessKeyId || !secretAccessKey) {
    const lacking = Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]))
    if (lacking.length === Object.keys(needed).length && !v.S3_ENDPOINT && !v.S3_PATH_STYLE) return undefined
    throw refused(`Files in a bucket need ${lacking.join(', ')} too. Without any S3_ variable they are kept in DATA_DIR/files.`)
  }
  if (scheme === 'https' && v.S3_ENDPOINT?.startsWith('http:')) {
    throw refused('S3_ENDPOINT must begin with https://: browsers send nothing to http:// from a page that came over https.')
  }
  return {
    endpoint: v.S3_ENDPOINT,
    bucket,
    region,
    accessKeyId,
    secretAccessKey,
    pathStyle: v.S3_PATH_STYLE === '1',
    coldClass: v.S3_COLD_CLASS,
  }
}

function readEdge(v: Variables, scheme: 'http' | 'https', refused: Refused): EdgeEnv | undefined {
  const { MEDIA_CDN_URL: url, MEDIA_CDN_SECRET: secret } = v
  if (!url && !secret) return undefined
  if (!url || !secret) throw refused('MEDIA_CDN_URL and MEDIA_CDN_SECRET belong together: one of them is missing.')
  if (!v.S3_BUCKET) throw refused('MEDIA_CDN_URL needs a bucket (S3_BUCKET): files in DATA_DIR/files are sent by the server itself.')
  if (scheme === 'https' && url.startsWith('http:')) throw refused('MEDIA_CDN_URL must begin with https://.')
  return { url: url.replace(/\/+$/, ''), secret }
}
