import type { ServerResponse } from 'node:http'
import { contentTypeOf } from '#integrations/storage/content-type.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { assetById } from '#tenants/media/asset.ts'
import type { Deliveries } from '#tenants/media/deliveries.ts'
import { type MediaLink, readMediaToken } from '#tenants/media/links.ts'
import type { Asset } from '#tenants/media/schema.ts'
import { usualBytes } from '#tenants/media/usual-bytes.ts'
import { type Watchable, watchable, watchableOf } from '#tenants/media/watchable.ts'
import { grantsIn, personBySession } from '#tenants/registry/people.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { CAPTIONS, sendCaptions } from './captions.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { checkMayWatch, LinkRefused, refuseOtherSites } from './media-rights.ts'
import { isMuxSegment, MUX_OBJECT, sendMux } from './mux-media.ts'
import { sendObject } from './send-object.ts'
import { previewOf } from './view.ts'

/** What an attempt may have made: playlists, segments, the poster, the storyboard. */
const OBJECT = /^(master\.m3u8|poster\.jpg|storyboard(\.vtt|-\d{1,3}\.jpg)|\d{2,4}p\/((index|iframes)\.m3u8|\d{1,6}\.ts)|key)$/
const isObject = (object: string) => OBJECT.test(object) || CAPTIONS.test(object) || MUX_OBJECT.test(object)
/** Asked for anew each time: who may not watch any more does not go on from what the browser has kept. */
const PRIVATE = 'private, no-cache'

/** `/media/<token>/<object>` on a school's host: for its students and for visitors of a free lesson. */
export async function schoolMedia(exchange: Exchange, tenant: Tenant, deliveries: Deliveries): Promise<void> {
  const { token, object } = parse(exchange.path.slice('/media/'.length))
  const link = checkedLink(tenant, token)
  refuseOtherSites(exchange, link)
  const preview = link.as === 'preview' ? previewOf(exchange.req, exchange.schools, tenant) : undefined
  const found = tenant.read((db) => {
    checkMayWatch(exchange, tenant, db, link, { preview, plays: object.endsWith('.ts') || isMuxSegment(object) })
    return watched(db, link)
  })
  if (link.as === 'receiver') letReceiverRead(exchange)
  if (CAPTIONS.test(object)) return sendCaptions(exchange, tenant, link, object)
  await answerWith(exchange, tenant, found, object, deliveries)
}

/** Google Cast's receiver is a page of another site, which a browser lets read what allows it. */
function letReceiverRead({ req, res }: Exchange): void {
  if (req.headers.origin === undefined) return
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin)
  res.setHeader('Access-Control-Expose-Headers', 'Content-Length, Content-Range')
  res.setHeader('Vary', 'Origin')
}

/** `/media/<school>/<token>/<object>` on the platform host: for staff. */
export async function staffMedia(exchange: Exchange, deliveries: Deliveries): Promise<void> {
  const [, schoolId = '', rest = ''] = /^\/media\/([a-z0-9]+)\/(.*)$/.exec(exchange.path) ?? []
  const { token, object } = parse(rest)
  const tenant = exchange.schools.openForLink(schoolId)
  const link = checkedLink(tenant, token)
  refuseOtherSites(exchange, link)
  const cookie = requestCookie(exchange.req, cookieName('staff', exchange.schools.env.scheme === 'https'))
  const who = cookie && link.as === 'staff' ? personBySession(exchange.schools.registry, cookie) : undefined
  if (!who || who.person.id !== link.s || !grantsIn(exchange.schools.registry, who.person.id, schoolId))
    throw new LinkRefused('link_refused')
  const found = tenant.read((db) => watched(db, link))
  if (CAPTIONS.test(object)) return sendCaptions(exchange, tenant, link, object)
  await answerWith(exchange, tenant, found, object, deliveries)
}

/**
 * The bytes, or a link to the bucket for what is large. Playlists and the storyboard's index are always answered here: what they name is
 * found beside them, behind the token, and not in the bucket.
 */
async function answerWith(
  exchange: Exchange,
  tenant: Tenant,
  { asset, made }: Watched,
  object: string,
  deliveries: Deliveries,
): Promise<void> {
  const { req, res } = exchange
  const { files } = tenant
  if ('muxAssetId' in made.at) return sendMux(exchange, tenant, { assetId: asset.id, ...made.at }, object)
  const { until } = made
  const { prefix } = made.at
  if (object === 'key') return sendKey(res, asset)
  if (!OBJECT.test(object)) throw new RequestRefused('not_found', 404)
  const key = prefix + object
  const isPlaylist = object.endsWith('.m3u8') || object.endsWith('.vtt')
  // A link is signed for GET alone; and a page of another site that is sent on to a third is nobody's page to that one (Origin: null).
  const direct = req.method === 'HEAD' || isPlaylist || (req.headers.origin !== undefined && req.headers.origin !== exchange.origin)
  const url = direct ? undefined : await files.viewerUrl(key, { contentType: contentTypeOf(key) })
  // A playlist that grows is another one in a few seconds.
  if (url === undefined) {
    const sent = await sendObject(exchange, files, key, isPlaylist && until !== null ? 'private, no-store' : PRIVATE)
    return deliveries.note(tenant, sent)
  }
  // The bucket sends it, and asking how many bytes it has would cost a request a segment.
  deliveries.note(tenant, usualBytes(tenant, prefix, object))
  res.statusCode = 302
  res.setHeader('Location', url)
  // A redirect that is kept would outlive its link; the next one is a signature away.
  res.setHeader('Cache-Control', 'private, no-store')
  res.end()
}

/** What encrypted segments are opened by: behind the session like the segments, and kept nowhere. RFC 8216, 4.3.2.4. */
function sendKey(res: ServerResponse, { segmentKey }: Asset): void {
  if (segmentKey === null) throw new RequestRefused('not_found', 404)
  const key = Buffer.from(segmentKey, 'hex')
  res.setHeader('Content-Type', 'application/octet-stream')
  res.setHeader('Content-Length', key.length)
  res.setHeader('Cache-Control', 'private, no-store')
  res.end(key)
}

function parse(rest: string): { token: string; object: string } {
  const slash = rest.indexOf('/')
  const object = rest.slice(slash + 1)
  if (slash < 1 || !isObject(object)) throw new RequestRefused('not_found', 404)
  return { token: rest.slice(0, slash), object }
}

/** @throws LinkRefused */
export function checkedLink(tenant: Tenant, token: string): MediaLink {
  const link = readMediaToken(tenant, token)
  if (!link) throw new LinkRefused('link_refused')
  if (link.e <= Date.now()) throw new LinkRefused('link_expired')
  return link
}

interface Watched {
  readonly asset: Asset
  readonly made: Watchable
}

/** @throws RequestRefused when there is nothing; LinkRefused when another attempt has made, or is making, what the link was for */
export function watched(db: Reading, link: MediaLink): Watched {
  const asset = assetById(db, link.a)
  const made = asset && watchable(db, asset)
  if (!made || (made.until !== null && link.o === undefined)) throw new RequestRefused('not_found', 404)
  const found = link.o === undefined ? made : watchableOf(db, asset, link.o, Date.now())
  if (!found) throw new LinkRefused('link_expired')
  return { asset, made: found }
}
