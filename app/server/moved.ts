import type { Exchange } from './exchange.ts'
import { setSecurityHeaders } from './headers.ts'

/**
 * Sends who visits a page at another of a school's addresses to the one that stands for it. What a page loads is answered wherever
 * it is asked, for a page may be open while its school gets a domain. Answers false when there is nowhere to send.
 */
export function sendOn({ req, res, id, path, search, target }: Exchange, secure: boolean): boolean {
  if (target.kind !== 'school' || target.movedTo === undefined || (req.method !== 'GET' && req.method !== 'HEAD')) return false
  const loadedAs = req.headers['sec-fetch-dest']
  if (loadedAs !== undefined && loadedAs !== 'document') return false
  // Who hands out certificates for this very address asks here (RFC 8615).
  if (path.startsWith('/.well-known/')) return false
  setSecurityHeaders(res, id, secure)
  res.statusCode = 301
  res.setHeader('Location', target.movedTo + path + search)
  // A domain may be taken away again.
  res.setHeader('Cache-Control', 'private, max-age=300')
  res.end()
  return true
}
