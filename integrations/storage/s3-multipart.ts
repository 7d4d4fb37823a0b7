import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  type Part as StoredPart,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { isCode } from '#lib/errno.ts'
import { checkKey } from './keys.ts'
import { checkPart, checkPlan, numbersOf, type PartPlan, readPart, sizeOfPart, unknownUpload } from './parts.ts'
import { type Bucket, isMissing, isUnknownUpload } from './s3-bucket.ts'
import { signPart } from './s3-urls.ts'
import { type Multipart, type StoredObject, UploadIncomplete } from './storage.ts'

/**
 * An upload's id, as the rest of the product keeps it: what was planned, a mark of its own, and the store's id. The store does not
 * keep the plan. The mark goes into the object's metadata: most stores forget an upload once it is complete, and so a repeated
 * `complete` knows its own object from one that was there before.
 */
interface Upload extends PartPlan {
  readonly mark: string
  readonly id: string
}

const ID = /^([0-9a-z]+)-([0-9a-z]+)-([0-9a-f]{32})-(.+)$/
const MARK = 'lectern-upload'
const LOOKS = 10
const LOOK_AGAIN_MS = 50

const writeId = ({ size, partSize, mark, id }: Upload) => `${size.toString(36)}-${partSize.toString(36)}-${mark}-${id}`

/** @throws PartRefused */
function readId(uploadId: string): Upload {
  const [, size, partSize, mark, id] = ID.exec(uploadId) ?? []
  if (!size || !partSize || !mark || !id) throw unknownUpload(uploadId)
  return { size: Number.parseInt(size, 36), partSize: Number.parseInt(partSize, 36), mark, id }
}

export function s3Multipart(bucket: Bucket, stat: (key: string) => Promise<StoredObject | undefined>): Multipart {
  const { client, name: Bucket } = bucket

  async function isDone(key: string, { mark }: Upload): Promise<boolean> {
    try {
      const { Metadata } = await client.send(new HeadObjectCommand({ Bucket, Key: key }))
      return Metadata?.[MARK] === mark
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  }

  /** Some stores forget the upload a moment before its object shows. */
  async function isDoneSoon(key: string, upload: Upload): Promise<boolean> {
    for (let looks = 1; looks < LOOKS; looks++) {
      if (await isDone(key, upload)) return true
      await setTimeout(LOOK_AGAIN_MS)
    }
    return isDone(key, upload)
  }

  return {
    async begin(key, plan) {
      checkKey(key)
      checkPlan(plan)
      const mark = randomBytes(16).toString('hex')
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key: key, ChecksumAlgorithm: 'SHA256', Metadata: { [MARK]: mark } }),
      )
      if (!UploadId) throw unknownUpload('without an id')
      return writeId({ ...plan, mark, id: UploadId })
    },

    async partUrl(key, uploadId, part, expiresInMs) {
      checkKey(key)
      const upload = readId(uploadId)
      checkPart(upload, part)
      return signPart(bucket, { key, id: upload.id }, part, expiresInMs)
    },

    /** One part is in memory, so that it can be checked here and sent again when the line breaks; browsers send theirs to `partUrl`. */
    async putPart(key, uploadId, part, body, spent) {
      checkKey(key)
      const upload = readId(uploadId)
      checkPart(upload, part)
      const bytes = Buffer.alloc(part.size)
      await readPart(part, body, (piece, at) => {
        bytes.set(piece, at)
        spent?.(piece)
      })
      await client
        .send(
          new UploadPartCommand({
            ...{ Bucket, Key: key, UploadId: upload.id, PartNumber: part.number },
            ...{ Body: bytes, ContentLength: part.size, ChecksumSHA256: part.sha256 },
          }),
        )
        .catch(async (error: unknown) => {
          // A store that refuses before it has read the part may close the line before its word arrives.
          if (isCode(error, 'ECONNRESET', 'EPIPE')) await storedParts(bucket, key, upload.id).catch(sayUnknown(uploadId))
          return sayUnknown(uploadId)(error)
        })
    },

    async parts(key, uploadId) {
      checkKey(key)
      const stored = await storedParts(bucket, key, readId(uploadId).id).catch(sayUnknown(uploadId))
      return stored.map(({ PartNumber = 0, Size = 0, ChecksumSHA256 = '' }) => ({ number: PartNumber, size: Size, sha256: ChecksumSHA256 }))
    },

    async complete(key, uploadId) {
      checkKey(key)
      const upload = readId(uploadId)
      try {
        const stored = await storedParts(bucket, key, upload.id)
        const whole = new Set(stored.filter((part) => isWhole(upload, part)).map((part) => part.PartNumber))
        const missing = numbersOf(upload).filter((number) => !whole.has(number))
        // The parts also go when somebody completes at this very moment.
        if (missing.length > 0 && !(await isDone(key, upload))) throw new UploadIncomplete(missing)
        if (missing.length === 0) {
          await client.send(
            new CompleteMultipartUploadCommand({ Bucket, Key: key, UploadId: upload.id, MultipartUpload: { Parts: stored.map(named) } }),
          )
        }
      } catch (error) {
        if (!isUnknownUpload(error)) throw error
        if (!(await isDoneSoon(key, upload))) throw unknownUpload(uploadId)
      }
      const object = await stat(key)
      // Deleted since: nobody can know any more that there was such an upload.
      if (!object) throw unknownUpload(uploadId)
      return object
    },

    async abort(key, uploadId) {
      checkKey(key)
      if (ID.test(uploadId)) await abortUpload(bucket, key, readId(uploadId).id)
    },
  }
}

/** Safe to repeat. */
export async function abortUpload({ client, name }: Bucket, key: string, id: string): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key: key, UploadId: id }))
  } catch (error) {
    if (!isUnknownUpload(error)) throw error
  }
}

/** In order, as the store keeps them. */
export async function storedParts({ client, name }: Bucket, key: string, id: string): Promise<StoredPart[]> {
  const parts: StoredPart[] = []
  let marker: string | undefined
  do {
    const page = await client.send(new ListPartsCommand({ Bucket: name, Key: key, UploadId: id, PartNumberMarker: marker }))
    parts.push(...(page.Parts ?? []))
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined
  } while (marker !== undefined)
  return parts
}

const named = ({ PartNumber, ETag, ChecksumSHA256 }: StoredPart) => ({
  ...{ PartNumber, ETag },
  ...(ChecksumSHA256 === undefined ? {} : { ChecksumSHA256 }),
})

const isWhole = (upload: Upload, { PartNumber = 0, Size }: StoredPart) => Size === sizeOfPart(upload, PartNumber)

const sayUnknown =
  (uploadId: string) =>
  (error: unknown): never => {
    throw isUnknownUpload(error) ? unknownUpload(uploadId) : error
  }
