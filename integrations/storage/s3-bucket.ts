import { S3Client, S3ServiceException } from '@aws-sdk/client-s3'

export interface S3Settings {
  /** Undefined for Amazon's own. */
  readonly endpoint: string | undefined
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** `<endpoint>/<bucket>/<key>` instead of `<bucket>.<endpoint>/<key>`: MinIO and gateways without wildcard names. */
  readonly pathStyle: boolean
}

/** One bucket, and who speaks to it. */
export interface Bucket {
  readonly name: string
  readonly client: S3Client
}

export function bucketOf(settings: S3Settings): Bucket {
  return {
    name: settings.bucket,
    client: new S3Client({
      ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
      region: settings.region,
      credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
      forcePathStyle: settings.pathStyle,
      maxAttempts: 4,
      requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
      // The SDK's own CRC32 is unknown to many who speak S3; parts carry the SHA-256 that we ask for.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
  }
}

/** HEAD has no body to name the error in, so that it is known by its status. */
export const isMissing = (error: unknown): boolean => isNamed(error, 'NoSuchKey', 'NotFound') || isStatus(error, 404)

export const isUnknownUpload = (error: unknown): boolean => isNamed(error, 'NoSuchUpload')

export const isStatus = (error: unknown, status: number): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof S3ServiceException && names.includes(error.name)
