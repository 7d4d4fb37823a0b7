import { hashToken } from '#lib/crypto.ts'
import { Failure } from '#lib/failure.ts'
import { CourseUnknown } from '#tenants/courses/failures.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { mayWatch } from '#tenants/learning/learn.ts'
import type { MediaLink } from '#tenants/media/links.ts'
import { studentSessions } from '#tenants/people/schema.ts'
import { findSession, isLive } from '#tenants/people/sessions.ts'
import { showsInDraft } from '#tenants/previews/draft-course.ts'
import type { Preview } from '#tenants/previews/previews.ts'
import { admit, type Watcher } from '#tenants/protection/admit.ts'
import { protectionOf } from '#tenants/protection/protection.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { cookieName, requestCookie } from './cookies.ts'
import type { Exchange } from './exchange.ts'
import { viewOf } from './view.ts'

export class LinkRefused extends Failure {
  constructor(why: 'link_refused' | 'link_expired' | 'link_elsewhere') {
    super(`server.${why}`, why === 'link_expired' ? 410 : 403)
  }
}

/** Where the receivers that Google Cast starts run, whoever's television it is. */
const RECEIVERS = new Set(['https://www.gstatic.com'])

/**
 * A school's videos play on its own pages: another site that puts them into its own is refused, by what browsers say of who asks.
 * What sends neither header is no browser's page, and needs the rest all the same.
 * @throws LinkRefused
 */
export function refuseOtherSites({ req, origin }: Pick<Exchange, 'req' | 'origin'>, link: Pick<MediaLink, 'as'>): void {
  const asks = req.headers.origin ?? refererOrigin(req.headers.referer)
  if (asks !== undefined) {
    if (asks === origin || (link.as === 'receiver' && RECEIVERS.has(asks))) return
    throw new LinkRefused('link_elsewhere')
  }
  if (req.headers['sec-fetch-site'] === 'cross-site') throw new LinkRefused('link_elsewhere')
}

function refererOrigin(referer: string | undefined): string | undefined {
  if (!referer) return undefined
  return URL.canParse(referer) ? new URL(referer).origin : 'null'
}

/**
 * Whether what the link was made for may be watched now, by who shows it: the session, the right to the lesson, and what the school asks
 * beyond. Asked for each playlist, segment and key.
 * @param plays it is pictures that are asked for, which takes a place among the student's devices: a page that is open alone takes none
 * @throws LinkRefused, CountryRefused, TooManyStreams
 */
export function checkMayWatch(
  exchange: Exchange,
  tenant: Tenant,
  db: Reading,
  link: MediaLink,
  { preview, plays }: { preview?: Preview | undefined; plays: boolean },
): void {
  if (link.as === 'staff') throw new LinkRefused('link_refused')
  if (link.as === 'preview') {
    if (preview?.id !== link.s || !showsInDraft(db, preview, link.l, link.a)) throw new LinkRefused('link_refused')
    return
  }
  // Staff who look at the school as a student are not the student: they take no place, wherever they are.
  const isLook = link.as === 'student' && viewOf(exchange.req, exchange.schools, tenant)?.student.id === link.s
  const watcher = isLook ? undefined : watcherOf(exchange, db, link)
  if (!(isLook || watcher) || !isAllowed(db, link)) throw new LinkRefused('link_refused')
  if (watcher) admit(tenant, db, exchange.schools.streams, watcher, plays)
}

/** Undefined when the link was made for another session, or visitor, than the one that now shows it. */
function watcherOf(exchange: Exchange, db: Reading, link: MediaLink): Watcher | undefined {
  const { req, schools, country, address } = exchange
  const cookie = (kind: 'student' | 'visitor') => requestCookie(req, cookieName(kind, schools.env.scheme === 'https'))
  if (link.as === 'receiver') {
    const begunAt = link.v ?? 0
    if (!isLive(db, studentSessions, { ownerId: link.s, begunAt })) return undefined
    // A television shows nothing but the film: also when the watermark came after the link.
    if (protectionOf(db).watermark !== 'off') return undefined
    // Of who was passed the token on, each takes a place.
    return { country, student: { id: link.s, device: `receiver/${begunAt}/${address}`, isReceiver: true } }
  }
  if (link.as === 'visitor') {
    const visitor = cookie('visitor')
    return visitor && hashToken(visitor) === link.s ? { country, student: undefined } : undefined
  }
  const token = cookie('student')
  const session = token ? findSession(db, studentSessions, token) : undefined
  return session?.ownerId === link.s ? { country, student: { id: link.s, device: deviceOf(session) } } : undefined
}

/** The same for a session whatever token it has by now. */
export const deviceOf = ({ begunAt }: { begunAt: number }): string => `session/${begunAt}`

function isAllowed(db: Reading, link: MediaLink): boolean {
  try {
    return mayWatch(db, link.as === 'visitor' ? undefined : link.s, link.c, link.l, link.a)
  } catch (error) {
    if (error instanceof CourseUnknown) return false
    throw error
  }
}
