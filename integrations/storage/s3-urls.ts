import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { contentTypeOf } from './content-type.ts'
import type { Bucket } from './s3-bucket.ts'
import type { LinkAnswer } from './storage.ts'

// Signed links. Who holds one may do what it says and nothing else, until it expires.

const CHECKSUM = 'x-amz-checksum-sha256'

/** Size and checksum are signed as headers: other bytes, or more of them, are refused by the store. */
const BOUND = { signableHeaders: new Set(['host', 'content-length', CHECKSUM]), unhoistableHeaders: new Set([CHECKSUM]) }

const seconds = (ms: number) => Math.ceil(ms / 1000)

export function signGet(
  { client, name }: Bucket,
  key: string,
  expiresInMs: number,
  { contentType, disposition }: LinkAnswer = {},
): Promise<string> {
  const answer = {
    ...(contentType !== undefined && { ResponseContentType: contentType }),
    ...(disposition !== undefined && { ResponseContentDisposition: disposition }),
  }
  return getSignedUrl(client, new GetObjectCommand({ Bucket: name, Key: key, ...answer }), { expiresIn: seconds(expiresInMs) })
}

export async function signPut(
  { client, name }: Bucket,
  key: string,
  { size, sha256 }: { size: number; sha256: string },
  expiresInMs: number,
): Promise<{ url: string; headers: Record<string, string> }> {
  // Who is sent to a CDN is answered as the object was put: nothing there says another type.
  const ContentType = contentTypeOf(key)
  const put = new PutObjectCommand({ Bucket: name, Key: key, ContentLength: size, ContentType, ChecksumSHA256: sha256 })
  const signableHeaders = new Set([...BOUND.signableHeaders, 'content-type'])
  const url = await getSignedUrl(client, put, { ...BOUND, signableHeaders, expiresIn: seconds(expiresInMs) })
  return { url, headers: { [CHECKSUM]: sha256, 'content-type': ContentType } }
}

export function signPart(
  { client, name }: Bucket,
  upload: { key: string; id: string },
  { number, size, sha256 }: { number: number; size: number; sha256: string },
  expiresInMs: number,
): Promise<string> {
  const part = new UploadPartCommand({
    ...{ Bucket: name, Key: upload.key, UploadId: upload.id, PartNumber: number },
    ...{ ContentLength: size, ChecksumSHA256: sha256 },
  })
  return getSignedUrl(client, part, { ...BOUND, expiresIn: seconds(expiresInMs) })
}
