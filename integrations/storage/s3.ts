import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { EdgeEnv, S3Env } from '#lib/storage-env.ts'
import { edgeUrl } from './edge.ts'
import { checkFolder, checkKey, checkPrefix } from './keys.ts'
import { type Bucket, bucketOf, isMissing, isStatus } from './s3-bucket.ts'
import { copyObject, moveToClass } from './s3-copy.ts'
import { deleteObjects, listFolders, listObjects } from './s3-listing.ts'
import { sweepUploads } from './s3-litter.ts'
import { s3Multipart } from './s3-multipart.ts'
import { signGet, signPut } from './s3-urls.ts'
import { NoColdClass, NotOnThisMachine, ObjectMissing, type RootStorage, type StoredObject, VIEWER_LINK_MS } from './storage.ts'

/** What is no larger is fetched before it is passed on: pictures and playlists, whose readers may be slow. */
const WHOLE = 2 * 1024 * 1024
/** A put of unknown length holds so many bytes in memory, twice; what is shorter is one request. */
const CHUNK = 8 * 1024 * 1024

/**
 * Object storage in a bucket. Browsers send parts and fetch objects by signed links, at `browserOrigin`; the bucket itself is private.
 * A CDN in front, where there is one, is what they fetch from. The bucket belongs to Lectern alone: the sweep gives up every old unfinished upload in it.
 */
export async function s3Storage(settings: S3Env, edge?: EdgeEnv): Promise<RootStorage> {
  const bucket = bucketOf(settings)
  const { client, name: Bucket } = bucket
  const stat = (key: string) => statObject(bucket, key)
  const mustStat = async (key: string) => (await stat(key)) ?? missing(key)
  return {
    async put(key, body, contentType) {
      checkKey(key)
      const object = { Bucket, Key: key, ...(contentType === undefined ? {} : { ContentType: contentType }) }
      if (body instanceof Uint8Array) {
        await client.send(new PutObjectCommand({ ...object, Body: body, ContentLength: body.length }))
      } else {
        await new Upload({ client, params: { ...object, Body: body }, partSize: CHUNK, queueSize: 2 }).done()
      }
      return mustStat(key)
    },

    async get(key, range) {
      checkKey(key)
      const wanted = range && { Range: `bytes=${range.start}-${range.end}` }
      try {
        const { Body, ContentLength = 0, ContentRange } = await client.send(new GetObjectCommand({ Bucket, Key: key, ...wanted }))
        const size = ContentRange ? Number(ContentRange.split('/')[1]) : ContentLength
        if (!(Body instanceof Readable)) return { body: Readable.from([]), size }
        return { body: ContentLength <= WHOLE ? Readable.from([await buffer(Body)]) : Body, size }
      } catch (error) {
        // A range that begins behind the end.
        if (isStatus(error, 416)) return { body: Readable.from([]), size: (await mustStat(key)).size }
        throw isMissing(error) ? new ObjectMissing(key) : error
      }
    },

    stat,

    list(prefix) {
      checkPrefix(prefix)
      return listObjects(bucket, prefix)
    },

    folders(prefix) {
      checkFolder(prefix)
      return listFolders(bucket, prefix)
    },

    async copy(from, to) {
      checkKey(from)
      checkKey(to)
      await copyObject(bucket, from, to)
      return mustStat(to)
    },

    coldClass: settings.coldClass,

    async moveToCold(key) {
      checkKey(key)
      if (!settings.coldClass) throw new NoColdClass()
      await moveToClass(bucket, key, settings.coldClass)
      return settings.coldClass
    },

    async delete(key) {
      checkKey(key)
      await client.send(new DeleteObjectCommand({ Bucket, Key: key }))
    },

    async deletePrefix(prefix) {
      checkFolder(prefix)
      return deleteObjects(bucket, prefix)
    },

    multipart: s3Multipart(bucket, stat),

    async getUrl(key, expiresInMs, answer) {
      checkKey(key)
      return signGet(bucket, key, expiresInMs, answer)
    },

    async viewerUrl(key, answer) {
      checkKey(key)
      return edge ? edgeUrl(edge, key) : signGet(bucket, key, VIEWER_LINK_MS, answer)
    },

    async putUrl(key, object, expiresInMs) {
      checkKey(key)
      return signPut(bucket, key, object, expiresInMs)
    },

    // As the SDK writes it: with the bucket's name in the host, or not.
    browserOrigin: new URL(await signGet(bucket, 'origin', 1_000)).origin,

    edgeOrigin: edge && new URL(edge.url).origin,

    sweepLitter: (olderThanMs, options) => sweepUploads(bucket, olderThanMs, options),

    source(key) {
      checkKey(key)
      throw new NotOnThisMachine(key)
    },

    sink(prefix) {
      checkFolder(prefix)
      throw new NotOnThisMachine(prefix)
    },
  }
}

async function statObject({ client, name }: Bucket, key: string): Promise<StoredObject | undefined> {
  checkKey(key)
  try {
    const { ContentLength = 0, LastModified } = await client.send(new HeadObjectCommand({ Bucket: name, Key: key }))
    return { key, size: ContentLength, modifiedAt: LastModified?.getTime() ?? 0 }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function missing(key: string): never {
  throw new ObjectMissing(key)
}
