import { ListMultipartUploadsCommand, type MultipartUpload } from '@aws-sdk/client-s3'
import { type Bucket, isUnknownUpload } from './s3-bucket.ts'
import { abortUpload, storedParts } from './s3-multipart.ts'

/**
 * Gives up uploads that nothing was added to for `olderThanMs`; the store bills their parts until somebody does.
 * @returns how many went, or would go
 */
export async function sweepUploads(bucket: Bucket, olderThanMs: number, { now = Date.now(), dryRun = false } = {}): Promise<number> {
  let swept = 0
  for await (const { Key = '', UploadId = '', Initiated } of openUploads(bucket)) {
    const old = (at: Date | undefined) => at === undefined || now - at.getTime() >= olderThanMs
    if (!old(Initiated)) continue
    const parts = await storedParts(bucket, Key, UploadId).catch(endedMeanwhile)
    if (!parts?.every((part) => old(part.LastModified))) continue
    if (!dryRun) await abortUpload(bucket, Key, UploadId)
    swept++
  }
  return swept
}

async function* openUploads({ client, name }: Bucket): AsyncIterable<MultipartUpload> {
  let after: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {}
  while (after !== undefined) {
    const page: { Uploads?: MultipartUpload[]; IsTruncated?: boolean; NextKeyMarker?: string; NextUploadIdMarker?: string } =
      await client.send(new ListMultipartUploadsCommand({ Bucket: name, ...after }))
    yield* page.Uploads ?? []
    after = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined
  }
}

function endedMeanwhile(error: unknown): undefined {
  if (!isUnknownUpload(error)) throw error
}
