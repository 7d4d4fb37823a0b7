import { assetById } from '#tenants/media/asset.ts'
import type { Deliveries } from '#tenants/media/deliveries.ts'
import { readOriginalToken } from '#tenants/media/original-link.ts'
import { grantsIn, personBySession } from '#tenants/registry/people.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { LinkRefused } from './media-rights.ts'
import { sendObject } from './send-object.ts'

/** To begin by; a download that is under way goes on. */
const LINK_LIFE_MS = 60_000

/** `/originals/<school>/<token>` on the platform host: a video as it was uploaded, for the member of staff the link was made for. */
export async function original(exchange: Exchange, deliveries: Deliveries): Promise<void> {
  const { req, res, path, schools } = exchange
  const [, schoolId = '', token = ''] = /^\/originals\/([a-z0-9]+)\/([A-Za-z0-9_.-]+)$/.exec(path) ?? []
  if (!token) throw new RequestRefused('not_found', 404)
  const tenant = schools.openForLink(schoolId)
  const link = readOriginalToken(tenant, token)
  if (!link) throw new LinkRefused('link_refused')
  if (link.e <= Date.now()) throw new LinkRefused('link_expired')
  const cookie = requestCookie(req, cookieName('staff', schools.env.scheme === 'https'))
  const who = cookie ? personBySession(schools.registry, cookie) : undefined
  const grants = grantsIn(schools.registry, link.s, schoolId)
  if (who?.person.id !== link.s || !grants?.permissions.has('courses.manage')) throw new LinkRefused('link_refused')
  const asset = tenant.read((db) => assetById(db, link.a))
  if (!asset?.sourceKey) throw new RequestRefused('not_found', 404)
  const disposition = attachment(asset.name)
  const url = req.method === 'HEAD' ? undefined : await tenant.files.getUrl(asset.sourceKey, LINK_LIFE_MS, { disposition })
  if (url === undefined) {
    res.setHeader('Content-Disposition', disposition)
    return deliveries.note(tenant, await sendObject(exchange, tenant.files, asset.sourceKey, 'private, no-store'))
  }
  deliveries.note(tenant, asset.size)
  res.statusCode = 302
  res.setHeader('Location', url)
  res.setHeader('Cache-Control', 'private, no-store')
  res.end()
}

/** Saved under its own name, whatever stands in it. RFC 6266, with RFC 8187 for what is not ASCII. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const whole = encodeURIComponent(Buffer.from(name).toString()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}
