import { hashToken } from '#lib/crypto.ts'
import { Failure } from '#lib/failure.ts'
import { CourseUnknown } from '#tenants/courses/failures.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { mayWatch } from '#tenants/learning/learn.ts'
import { assetById } from '#tenants/media/asset.ts'
import { type MediaLink, readMediaToken } from '#tenants/media/links.ts'
import { type Watchable, watchable } from '#tenants/media/watchable.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { findSession } from '#tenants/people/sessions.ts'
import { showsInDraft } from '#tenants/previews/draft-course.ts'
import { grantsIn, personBySession } from '#tenants/registry/people.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { CAPTIONS, sendCaptions } from './captions.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { contentTypeOf, sendObject } from './send-object.ts'
import { previewOf, viewOf } from './view.ts'

class LinkRefused extends Failure {
  constructor(why: 'link_refused' | 'link_expired') {
    super(`server.${why}`, why === 'link_expired' ? 410 : 403)
  }
}

/** What an attempt may have made: playlists, segments, the poster. */
const OBJECT = /^(master\.m3u8|poster\.jpg|\d{2,4}p\/(index\.m3u8|\d{1,6}\.ts))$/
/** Private to one browser; the token in the path changes with the session and the hour. */
const PRIVATE = 'private, max-age=3600'
/** Who passes a link on passes on one object for so long, whatever becomes of the session. */
const LINK_LIFE_MS = 60_000

/** `/media/<token>/<object>` on a school's host: for its students and for visitors of a free lesson. */
export async function schoolMedia(exchange: Exchange, tenant: Tenant): Promise<void> {
  const { token, object } = parse(exchange.path.slice('/media/'.length))
  const link = checked(tenant, token)
  const preview = link.as === 'preview' ? previewOf(exchange.req, exchange.schools, tenant) : undefined
  const found = tenant.read((db) => {
    if (link.as === 'preview') {
      if (preview?.id !== link.s || !showsInDraft(db, preview, link.l, link.a)) throw new LinkRefused('link_refused')
      return watched(db, link)
    }
    if (link.as === 'staff' || !holdsSession(exchange, tenant, db, link)) throw new LinkRefused('link_refused')
    if (!isAllowed(db, link)) throw new LinkRefused('link_refused')
    return watched(db, link)
  })
  if (CAPTIONS.test(object)) return sendCaptions(exchange, tenant, link, object)
  await answerWith(exchange, tenant, found, object)
}

/** `/media/<school>/<token>/<object>` on the platform host: for staff. */
export async function staffMedia(exchange: Exchange): Promise<void> {
  const [, schoolId = '', rest = ''] = /^\/media\/([a-z0-9]+)\/(.*)$/.exec(exchange.path) ?? []
  const { token, object } = parse(rest)
  const tenant = exchange.schools.openForLink(schoolId)
  const link = checked(tenant, token)
  const cookie = requestCookie(exchange.req, cookieName('staff', exchange.schools.env.scheme === 'https'))
  const who = cookie && link.as === 'staff' ? personBySession(exchange.schools.registry, cookie) : undefined
  if (!who || who.person.id !== link.s || !grantsIn(exchange.schools.registry, who.person.id, schoolId))
    throw new LinkRefused('link_refused')
  const found = tenant.read((db) => watched(db, link))
  if (CAPTIONS.test(object)) return sendCaptions(exchange, tenant, link, object)
  await answerWith(exchange, tenant, found, object)
}

/**
 * The bytes, or a link to the bucket for what is large. Playlists are always answered here: what they name is found beside them,
 * behind the token, and not in the bucket.
 */
async function answerWith(exchange: Exchange, { files }: Tenant, { prefix, until }: Watchable, object: string): Promise<void> {
  const { req, res } = exchange
  const key = prefix + object
  const isPlaylist = object.endsWith('.m3u8')
  // A link is signed for GET alone.
  const direct = req.method === 'HEAD' || isPlaylist
  const url = direct ? undefined : await files.getUrl(key, LINK_LIFE_MS, { contentType: contentTypeOf(key) })
  // A playlist that grows is another one in a few seconds.
  if (url === undefined) return sendObject(exchange, files, key, isPlaylist && until !== null ? 'private, no-store' : PRIVATE)
  res.statusCode = 302
  res.setHeader('Location', url)
  // A redirect that is kept would outlive its link; the next one is a signature away.
  res.setHeader('Cache-Control', 'private, no-store')
  res.end()
}

function parse(rest: string): { token: string; object: string } {
  const slash = rest.indexOf('/')
  const object = rest.slice(slash + 1)
  if (slash < 1 || !(OBJECT.test(object) || CAPTIONS.test(object))) throw new RequestRefused('not_found', 404)
  return { token: rest.slice(0, slash), object }
}

function checked(tenant: Tenant, token: string): MediaLink {
  const link = readMediaToken(tenant, token)
  if (!link) throw new LinkRefused('link_refused')
  if (link.e <= Date.now()) throw new LinkRefused('link_expired')
  return link
}

/** The link was made for the very session, or visitor, that now shows it. */
function holdsSession({ req, schools }: Exchange, tenant: Tenant, db: Reading, link: MediaLink): boolean {
  if (link.as === 'student' && viewOf(req, schools, tenant)?.student.id === link.s) return true
  const kind = link.as === 'student' ? 'student' : 'visitor'
  const cookie = requestCookie(req, cookieName(kind, schools.env.scheme === 'https'))
  if (!cookie) return false
  if (kind === 'visitor') return hashToken(cookie) === link.s
  return findSession(db, studentSessions, cookie)?.ownerId === link.s
}

function isAllowed(db: Reading, link: MediaLink): boolean {
  try {
    return mayWatch(db, link.as === 'student' ? link.s : undefined, link.c, link.l, link.a)
  } catch (error) {
    if (error instanceof CourseUnknown) return false
    throw error
  }
}

/** @throws RequestRefused when there is nothing; LinkRefused when another attempt has made, or is making, what the link was for */
function watched(db: Reading, link: MediaLink): Watchable {
  const asset = assetById(db, link.a)
  const found = asset && watchable(db, asset)
  if (!found || (found.until !== null && link.o === undefined)) throw new RequestRefused('not_found', 404)
  if (link.o !== undefined && found.attempt !== link.o) throw new LinkRefused('link_expired')
  return found
}
