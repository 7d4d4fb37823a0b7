import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { inParallel } from '#lib/in-parallel.ts'
import { type Bucket, isMissing } from './s3-bucket.ts'
import { abortUpload } from './s3-multipart.ts'
import { type ColdClass, ObjectMissing } from './storage.ts'

const GIB = 1024 ** 3

/** One request copies 5 GiB at most: CopyObject, "you can create a copy of your object up to 5 GB in size in a single atomic action". */
export interface CopyLimits {
  readonly whole: number
  readonly part: number
}
const LIMITS: CopyLimits = { whole: 5 * GIB, part: GIB }
const AT_ONCE = 4

/** Inside the store; not a byte passes through here. Keys need no escaping in a URL (keys.ts). @throws ObjectMissing */
export async function copyObject(bucket: Bucket, from: string, to: string, limits = LIMITS): Promise<void> {
  const { client, name } = bucket
  try {
    const { ContentLength: size = 0, ETag } = await client.send(new HeadObjectCommand({ Bucket: name, Key: from }))
    if (from === to) return
    const source = { Bucket: name, Key: to, CopySource: `${name}/${from}`, CopySourceIfMatch: ETag }
    if (size <= limits.whole) await client.send(new CopyObjectCommand(source))
    else await copyInParts(bucket, source, size, limits.part)
  } catch (error) {
    throw isMissing(error) ? new ObjectMissing(from) : error
  }
}

/** The object onto itself in another class, as a store allows it; who reads it meanwhile reads the one or the other. Safe to repeat. @throws ObjectMissing */
export async function moveToClass(bucket: Bucket, key: string, to: ColdClass, limits = LIMITS): Promise<void> {
  const { client, name } = bucket
  try {
    const { ContentLength: size = 0, ETag, StorageClass } = await client.send(new HeadObjectCommand({ Bucket: name, Key: key }))
    if (StorageClass === to) return
    const source = { Bucket: name, Key: key, CopySource: `${name}/${key}`, CopySourceIfMatch: ETag }
    if (size <= limits.whole) await client.send(new CopyObjectCommand({ ...source, StorageClass: to }))
    else await copyInParts(bucket, source, size, limits.part, to)
  } catch (error) {
    throw isMissing(error) ? new ObjectMissing(key) : error
  }
}

async function copyInParts(
  bucket: Bucket,
  source: { Bucket: string; Key: string; CopySource: string; CopySourceIfMatch: string | undefined },
  size: number,
  partSize: number,
  into?: ColdClass,
): Promise<void> {
  const { client } = bucket
  const upload = { Bucket: source.Bucket, Key: source.Key, ...(into && { StorageClass: into }) }
  const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand(upload))
  try {
    const parts: CompletedPart[] = []
    const indexes = Array.from({ length: Math.ceil(size / partSize) }, (_, index) => index)
    // Ends with the last copy under way: a part that is written beside the abort can outlive it, and is paid for.
    await inParallel(AT_ONCE, indexes, async (index) => {
      const range = `bytes=${index * partSize}-${Math.min(size, (index + 1) * partSize) - 1}`
      const copied = await client.send(new UploadPartCopyCommand({ ...source, UploadId, PartNumber: index + 1, CopySourceRange: range }))
      parts[index] = { PartNumber: index + 1, ETag: copied.CopyPartResult?.ETag }
    })
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket: source.Bucket, Key: source.Key, UploadId, MultipartUpload: { Parts: parts } }),
    )
  } catch (error) {
    await abortUpload(bucket, source.Key, UploadId)
    throw error
  }
}
