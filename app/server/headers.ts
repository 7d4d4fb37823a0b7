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

/** For pages that Remix renders: scripts by nonce alone. `media` is where pictures of the shown school come from. */
export function pagePolicy(nonce: string, media: string, dev: boolean): string {
  const script = dev ? `'self' 'unsafe-inline'` : `'nonce-${nonce}' 'strict-dynamic'`
  return [
    `default-src 'self'`,
    `script-src ${script}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob: ${media}`,
    `media-src 'self' blob: ${media}`,
    `connect-src 'self'${dev ? ' ws: wss:' : ''}`,
    `font-src 'self' data:`,
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'self'`,
  ].join('; ')
}
