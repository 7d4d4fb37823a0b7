import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import type { Tenant } from '#tenants/tenant.ts'
import type { Asset } from './schema.ts'
import { beginParts, finishUpload, openUpload } from './upload.ts'

/** Brings a file of this machine in the way a browser brings one: in parts, each with its checksum, one in memory at a time. */
export async function importFile(tenant: Tenant, actor: string, path: string, kind: Asset['kind']): Promise<Asset> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const ticket = await beginParts(tenant, actor, { name: basename(path), size, kind })
    const { storageKey, storageUploadId } = openUpload(tenant, ticket.uploadId)
    for (let number = 1, at = 0; at < size; number++, at += ticket.partSize) {
      const part = Buffer.alloc(Math.min(ticket.partSize, size - at))
      await file.read(part, 0, part.length, at)
      const sha256 = createHash('sha256').update(part).digest('base64')
      await tenant.files.multipart.putPart(storageKey, storageUploadId, { number, size: part.length, sha256 }, Readable.from([part]))
    }
    return await finishUpload(tenant, actor, ticket.uploadId)
  } finally {
    await file.close()
  }
}
