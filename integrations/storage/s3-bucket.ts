import { S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import type { S3Env } from '#lib/storage-env.ts'

/** One bucket, and who speaks to it. */
export interface Bucket {
  readonly name: string
  readonly client: S3Client
}

const SOCKETS = 256

export function bucketOf(settings: S3Env): Bucket {
  return {
    name: settings.bucket,
    client: new S3Client({
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
      region: settings.region,
      credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
      forcePathStyle: settings.pathStyle,
      maxAttempts: 4,
      // What a slow reader is sent keeps its connection; it must not be the last one of everybody.
      requestHandler: {
        connectionTimeout: 5_000,
        socketTimeout: 60_000,
        httpAgent: { maxSockets: SOCKETS },
        httpsAgent: { maxSockets: SOCKETS },
      },
      // The SDK's own CRC32 is unknown to many who speak S3; parts carry the SHA-256 that we ask for.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  }
}

/**
 * The object is not there. HEAD has no body to name the error in: it is known by its status, and the SDK calls it NotFound. A bucket that
 * is not there is another matter: then nothing may look as if it had been deleted.
 */
export const isMissing = (error: unknown): boolean => isNamed(error, 'NoSuchKey', 'NotFound')

export const isUnknownUpload = (error: unknown): boolean => isNamed(error, 'NoSuchUpload')

export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof S3ServiceException && names.includes(error.name)
