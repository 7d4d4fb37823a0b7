import type { ServerResponse } from 'node:http'

/** On every answer, whatever it is. */
export const SECURITY: readonly (readonly [name: string, value: string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'strict-origin-when-cross-origin'],
  ['X-Frame-Options', 'SAMEORIGIN'],
  ['Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()'],
]
/** The same over https. */
export const TRANSPORT: readonly [name: string, value: string] = ['Strict-Transport-Security', 'max-age=31536000']

export function setSecurityHeaders(res: ServerResponse, id: string, secure: boolean): void {
  res.setHeader('X-Request-Id', id)
  for (const [name, value] of SECURITY) res.setHeader(name, value)
  if (secure) res.setHeader(...TRANSPORT)
}

/** What a page may load besides its own origin. */
export interface PageSources {
  /** Where pictures of schools come from. */
  readonly pictures: string | undefined
  /** Where media come from, and where parts of an upload go: the bucket and the CDN in front of it. */
  readonly media: readonly (string | undefined)[]
  /** Sites that this very page shows in frames. */
  readonly frames?: readonly string[]
  /** Sites that its forms may lead to: browsers look at where the answer to a form leads, too. */
  readonly forms?: readonly string[]
}

/** For pages that Remix renders: scripts by nonce alone. */
export function pagePolicy(nonce: string, { pictures, media, frames = [], forms = [] }: PageSources, dev: boolean): string {
  const script = dev ? `'self' 'unsafe-inline'` : `'nonce-${nonce}' 'strict-dynamic'`
  const from = (...sources: (string | false | undefined)[]) => sources.filter(Boolean).join(' ')
  return [
    `default-src 'self'`,
    `script-src ${script}`,
    `style-src 'self' 'unsafe-inline'`,
    from(`img-src 'self' data: blob:`, pictures, ...media),
    from(`media-src 'self' blob:`, pictures, ...media),
    from(`connect-src 'self'`, dev && 'ws: wss:', ...media),
    `font-src 'self' data:`,
    `worker-src 'self' blob:`,
    from(`frame-src 'self'`, ...frames),
    `object-src 'none'`,
    `base-uri 'self'`,
    from(`form-action 'self'`, ...forms),
    `frame-ancestors 'self'`,
  ].join('; ')
}
