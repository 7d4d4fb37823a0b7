import type { IncomingMessage } from 'node:http'
import { SESSION_LIFE_MS } from '#tenants/people/sessions.ts'

/**
 * `oauth`: where the platform's host binds a sign-in at a provider to the browser; `begun`: where a school's host does; `pending`: who
 * has come back from there and has yet to show that an account is theirs; `seen`: how far the databases were that were written for this
 * browser, where several machines hold them.
 */
type CookieKind = 'staff' | 'student' | 'visitor' | 'view' | 'theme' | 'second-step' | 'oauth' | 'begun' | 'pending' | 'seen'

/**
 * Cookies belong to one host: never a Domain attribute, so a school's cookie is not sent to another school.
 * Over https the `__Host-` prefix makes browsers enforce that.
 */
export function cookieName(kind: CookieKind, secure: boolean): string {
  return `${secure ? '__Host-' : ''}lectern-${kind}`
}

export function readCookie(header: string | null | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || undefined
  }
  return undefined
}

export const requestCookie = (req: IncomingMessage, name: string) => readCookie(req.headers.cookie, name)

export function setCookie(name: string, value: string, secure: boolean, lifeMs = SESSION_LIFE_MS): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(lifeMs / 1000)}${secure ? '; Secure' : ''}`
}

export function clearCookie(name: string, secure: boolean): string {
  return `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? '; Secure' : ''}`
}
