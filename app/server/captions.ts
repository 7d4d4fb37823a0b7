import { captionsById } from '#tenants/captions/find.ts'
import type { MediaLink } from '#tenants/media/links.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { hasAlready } from './etag.ts'
import type { Exchange } from './exchange.ts'

/** What a player asks for behind a media token: the document's id, and the version that the page knows of it. */
export const CAPTIONS = /^captions\/(captions_[a-z0-9]+)-(\d{1,9})\.vtt$/

/** Those of the token's own film; to students and visitors only what is published. @throws CaptionsUnknown */
export function sendCaptions({ req, res }: Exchange, tenant: Tenant, link: MediaLink, object: string): void {
  const [, id = ''] = CAPTIONS.exec(object) ?? []
  const seesDrafts = link.as === 'staff' || link.as === 'preview'
  const found = tenant.read((db) => captionsById(db, link.a, id, { published: !seesDrafts }))
  const etag = `"${found.id}-${found.version}"`
  res.setHeader('Content-Type', 'text/vtt; charset=utf-8')
  // Asked for anew each time, as segments are; a page that is open since an earlier version is given the present one.
  res.setHeader('Cache-Control', 'private, no-cache')
  res.setHeader('ETag', etag)
  if (hasAlready(req.headers['if-none-match'], etag)) {
    res.statusCode = 304
    res.end()
    return
  }
  const body = Buffer.from(found.vtt)
  res.setHeader('Content-Length', body.length)
  res.end(req.method === 'HEAD' ? undefined : body)
}
