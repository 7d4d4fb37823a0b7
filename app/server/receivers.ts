import { urls } from '#app/urls.ts'
import { receiverToken } from '#tenants/media/links.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { findSession } from '#tenants/people/sessions.ts'
import { handOn } from '#tenants/protection/admit.ts'
import { protectionOf } from '#tenants/protection/protection.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { checkedLink, watched } from './media.ts'
import { checkMayWatch, deviceOf, LinkRefused } from './media-rights.ts'

export const isHandOver = (path: string) => /^\/media\/[^/]+\/receiver$/.test(path)

/**
 * `POST /media/<token>/receiver`: a link to the same film for a television (AirPlay, Google Cast), which shows no cookie. Answers
 * `{ src }`, absolute. What asks gives its place among the student's devices to it.
 */
export async function handOver(exchange: Exchange, tenant: Tenant): Promise<void> {
  const { req, res, schools, origin, path } = exchange
  const link = checkedLink(tenant, path.split('/')[2] ?? '')
  const token = requestCookie(req, cookieName('student', schools.env.scheme === 'https'))
  const src = tenant.read((db) => {
    const session = token ? findSession(db, studentSessions, token) : undefined
    if (link.as !== 'student' || session?.ownerId !== link.s) throw new LinkRefused('link_refused')
    checkMayWatch(exchange, tenant, db, link, { plays: false })
    // A television shows nothing but the film.
    if (protectionOf(db).watermark !== 'off') throw new LinkRefused('link_refused')
    const { asset } = watched(db, link)
    const { a, o, l, c, s } = link
    handOn(tenant, schools.streams, { id: s, device: deviceOf(session) })
    return origin + urls.school.media(receiverToken(tenant, { a, o, l, c, s, v: session.begunAt }, asset.seconds ?? 0), 'master.m3u8')
  })
  res.setHeader('Content-Type', 'application/json')
  res.setHeader('Cache-Control', 'private, no-store')
  res.end(JSON.stringify({ src }))
}
