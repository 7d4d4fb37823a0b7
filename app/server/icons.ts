import { schoolIconSvg } from '#app/school-icon.ts'
import { schoolFace } from '#tenants/site/pages.ts'
import type { Exchange } from './exchange.ts'

/** What browsers and link previews ask for unasked. A school's is its own sign; the platform's lies with the assets. */
export function sendIcon({ res, target }: Exchange): void {
  if (target.kind === 'platform') {
    res.writeHead(302, { Location: '/favicon.svg', 'Cache-Control': 'public, max-age=86400' })
    res.end()
    return
  }
  const { name, accent } = target.tenant.read(schoolFace)
  const svg = Buffer.from(schoolIconSvg(name, accent))
  res.writeHead(200, {
    'Content-Type': 'image/svg+xml',
    'Content-Length': svg.length,
    // A name or colour that was changed shows within the hour.
    'Cache-Control': 'public, max-age=3600',
    'Content-Security-Policy': "default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  })
  res.end(svg)
}
