import { z } from 'zod'
import type { Tenant } from '#tenants/tenant.ts'

/** Long enough for a long lesson with a break, short enough to be worthless the day after. */
const LINK_LIFE_MS = 8 * 3_600_000
/** Links end on the hour. */
const HOUR_MS = 3_600_000

/** Who may use a link, and for what. */
const MediaLink = z.object({
  /** Asset. */
  a: z.string(),
  /** The attempt that made what is shown: a player that began with one never gets parts of another. Without it: what is made to the end. */
  o: z.string().optional(),
  /** Lesson and course it is shown in; empty for staff looking at the file itself. */
  l: z.string(),
  c: z.string(),
  /** Whom it was made for: the student's id, the hash of the visitor's cookie, the preview's id, or the member of staff's id. */
  s: z.string(),
  as: z.enum(['student', 'visitor', 'preview', 'staff', 'receiver']),
  /** For a receiver, which sends no cookie: when the student's session was begun that it was made in. */
  v: z.number().optional(),
  /** Expiry, milliseconds. */
  e: z.number(),
})
export type MediaLink = z.infer<typeof MediaLink>

/** What a film may take on a television beyond its own length: a break, a meal. */
const RECEIVER_SPARE_MS = 3_600_000

/** Of a film of so many seconds no link lives longer, from the moment it is made. */
export const longestLinkMs = (film: number): number => Math.max(LINK_LIFE_MS + HOUR_MS, receiverLifeMs(film))

const receiverLifeMs = (film: number) => film * 1000 + RECEIVER_SPARE_MS

/** The token in `/media/<token>/…`: bound to school, asset, session and hour. */
export function mediaToken(tenant: Tenant, link: Omit<MediaLink, 'e'>, now = Date.now()): string {
  // The same token for a while, so that a browser's cache of segments survives a reload.
  const e = Math.ceil((now + LINK_LIFE_MS) / HOUR_MS) * HOUR_MS
  return tenant.seal('media', { ...link, e })
}

/**
 * The token for a television that a student has sent a film to: it sends no cookie, so whoever has the token may watch. Therefore it is for one
 * film, not much longer than the film lasts, ends with the session it was made in, and watching by it takes one of the student's places.
 * @param film its length in seconds
 */
export function receiverToken(
  tenant: Tenant,
  link: Omit<MediaLink, 'e' | 'as' | 'v'> & { readonly v: number },
  film: number,
  now = Date.now(),
): string {
  return tenant.seal('media', { ...link, as: 'receiver', e: now + receiverLifeMs(film) })
}

export function readMediaToken(tenant: Tenant, token: string): MediaLink | undefined {
  return MediaLink.safeParse(tenant.unseal('media', token)).data
}
