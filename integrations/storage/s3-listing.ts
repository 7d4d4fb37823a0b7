import { DeleteObjectsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { isKey } from './keys.ts'
import type { Bucket } from './s3-bucket.ts'
import type { StoredObject } from './storage.ts'

/** Every object below a prefix, a page of up to a thousand at a time, in key order. */
async function* pagesOf({ client, name }: Bucket, prefix: string): AsyncIterable<readonly StoredObject[]> {
  let token: string | undefined
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix, ContinuationToken: token }))
    yield (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
      key: Key,
      size: Size,
      modifiedAt: LastModified?.getTime() ?? 0,
    }))
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

/** What others have put there under names that are no keys of ours, as the folders of a console, is passed over. */
export async function* listObjects(bucket: Bucket, prefix: string): AsyncIterable<StoredObject> {
  for await (const page of pagesOf(bucket, prefix)) yield* page.filter(({ key }) => isKey(key))
}

export async function* listFolders({ client, name }: Bucket, prefix: string): AsyncIterable<string> {
  let token: string | undefined
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: name, Prefix: prefix, Delimiter: '/', ContinuationToken: token }))
    for (const { Prefix = '' } of page.CommonPrefixes ?? []) yield Prefix.slice(prefix.length, -1)
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

/** Some objects are still there: a policy or a lock holds them. */
export class DeleteRefused extends Error {
  override readonly name = 'DeleteRefused'
  constructor(readonly refused: readonly { key: string; code: string }[]) {
    super(`not deleted: ${refused.map(({ key, code }) => `${key} (${code})`).join(', ')}`)
  }
}

/** A page of keys with each request. Answers how many went. @throws DeleteRefused */
export async function deleteObjects(bucket: Bucket, prefix: string): Promise<number> {
  let gone = 0
  for await (const page of pagesOf(bucket, prefix)) {
    if (page.length === 0) continue
    const { Errors = [] } = await bucket.client.send(
      new DeleteObjectsCommand({ Bucket: bucket.name, Delete: { Objects: page.map(({ key }) => ({ Key: key })), Quiet: true } }),
    )
    if (Errors.length) throw new DeleteRefused(Errors.map(({ Key = '', Code = '' }) => ({ key: Key, code: Code })))
    gone += page.length
  }
  return gone
}
