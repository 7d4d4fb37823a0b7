import { z } from 'zod'
import { PartRefused } from '#integrations/storage/storage.ts'
import { Failure } from '#lib/failure.ts'
import { giveBack } from '#lib/give-back.ts'
import { PartNotTaken } from '#tenants/media/failures.ts'
import { openUpload } from '#tenants/media/upload.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'

const PartLink = z.object({ u: z.string(), number: z.number().int(), size: z.number().int(), sha256: z.string(), e: z.number() })

class PartLinkRefused extends Failure {
  constructor(why: 'link_refused' | 'link_expired') {
    super(`server.${why}`, 403)
  }
}

/**
 * `PUT /uploads/<school>/<sealed>`: one part of one upload, straight to storage. The link itself is the right to send it:
 * it names school, upload, number, size and checksum, and lives a quarter of an hour.
 */
export async function takePart({ req, res, path, schools }: Exchange): Promise<void> {
  const [, schoolId = '', sealed = ''] = /^\/uploads\/([a-z0-9]+)\/([A-Za-z0-9_.-]+)$/.exec(path) ?? []
  const tenant = schools.openForLink(schoolId)
  const link = PartLink.safeParse(tenant.unseal('upload-part', sealed)).data
  if (!link) throw new PartLinkRefused('link_refused')
  if (link.e <= Date.now()) throw new PartLinkRefused('link_expired')
  if (req.headers['content-length'] === undefined) throw new RequestRefused('length_required', 411)
  if (Number(req.headers['content-length']) !== link.size) throw new PartNotTaken('size')
  const upload = openUpload(tenant, link.u)
  try {
    await tenant.files.multipart.putPart(
      upload.storageKey,
      upload.storageUploadId,
      { number: link.number, size: link.size, sha256: link.sha256 },
      req,
      // Nobody else holds what Node has read from the socket.
      giveBack,
    )
  } catch (error) {
    throw error instanceof PartRefused ? new PartNotTaken(error.code) : error
  }
  res.statusCode = 204
  res.end()
}
