import type { Heartbeats } from '#tenants/learning/heartbeats.ts'
import type { Exchange } from './exchange.ts'
import { checkOrigin, RequestRefused } from './guards.ts'
import { takeHeartbeat } from './heartbeats.ts'
import { schoolMedia, staffMedia } from './media.ts'
import { picture } from './pictures.ts'
import { isSitePage, sendSitePage } from './published-pages.ts'
import { takePart } from './upload-parts.ts'

export interface EndpointParts {
  readonly heartbeats: Heartbeats
}

/**
 * What never enters Remix: published pages, media, heartbeats and upload parts. Answers false when the request is none of these.
 * Each names the host it answers on, so that the same path on another kind of host goes on to a 404.
 */
export function endpoint(exchange: Exchange, parts: EndpointParts): boolean | Promise<unknown> {
  const { path, req, target, host } = exchange
  const reads = req.method === 'GET' || req.method === 'HEAD'
  if (target.kind === 'school') {
    const { tenant } = target
    if (reads && isSitePage(path)) return sendSitePage(exchange, target)
    if (path.startsWith('/media/')) return only(reads, () => schoolMedia(exchange, tenant))
    if (path.startsWith('/pictures/')) return only(reads, () => picture(exchange, tenant))
    if (path === '/learn/heartbeats') {
      return only(req.method === 'POST', () => {
        checkOrigin(req, host)
        return takeHeartbeat(exchange, tenant, parts.heartbeats)
      })
    }
    return false
  }
  if (path.startsWith('/media/')) return only(reads, () => staffMedia(exchange))
  if (path.startsWith('/uploads/')) {
    return only(req.method === 'PUT', () => {
      checkOrigin(req, host)
      return takePart(exchange)
    })
  }
  return false
}

function only(allowed: boolean, run: () => Promise<unknown>): Promise<unknown> {
  if (!allowed) throw new RequestRefused('method', 405)
  return run()
}
