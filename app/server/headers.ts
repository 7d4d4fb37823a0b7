import type { ServerResponse } from 'node:http'

/** On every answer, whatever it is. */
export function setSecurityHeaders(res: ServerResponse, id: string, secure: boolean): void {
  res.setHeader('X-Request-Id', id)
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin')
  res.setHeader('X-Frame-Options', 'SAMEORIGIN')
  res.setHeader('Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()')
  if (secure) res.setHeader('Strict-Transport-Security', 'max-age=31536000')
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
