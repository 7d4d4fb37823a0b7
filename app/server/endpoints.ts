import type { Heartbeats } from '#tenants/learning/heartbeats.ts'
import type { Deliveries } from '#tenants/media/deliveries.ts'
import { avatar } from './avatars.ts'
import { reserveBody } from './body-budget.ts'
import { limitBodyTime } from './body-deadline.ts'
import type { Exchange } from './exchange.ts'
import { checkOrigin, RequestRefused } from './guards.ts'
import { takeHeartbeat } from './heartbeats.ts'
import { isBrandPath, isIconPath, sendBrand, sendIcon } from './icons.ts'
import { schoolMedia, staffMedia } from './media.ts'
import { sendSource } from './mux-sources.ts'
import { muxWebhook } from './mux-webhook.ts'
import { original } from './originals.ts'
import { picture } from './pictures.ts'
import { isSitePage, sendSitePage } from './published-pages.ts'
import { handOver, isHandOver } from './receivers.ts'
import { takePart } from './upload-parts.ts'

export interface EndpointParts {
  readonly heartbeats: Heartbeats
  readonly deliveries: Deliveries
}

/** A school's published pages, whose bytes and headers are prepared. Answers false when the request is for none. */
export function sitePage(exchange: Exchange): boolean {
  const { path, req, target } = exchange
  if (target.kind !== 'school' || (req.method !== 'GET' && req.method !== 'HEAD') || !isSitePage(path)) return false
  return sendSitePage(exchange, target)
}

/**
 * What else never enters Remix: icons, media, heartbeats, upload parts and Mux's webhook. Answers false when the request is none of these.
 * Each names the host it answers on, so that the same path on another kind of host goes on to a 404.
 */
export function endpoint(exchange: Exchange, parts: EndpointParts): false | Promise<unknown> {
  const { path, req, res, target, origin } = exchange
  const reads = req.method === 'GET' || req.method === 'HEAD'
  if (reads && isIconPath(path)) return sendIcon(exchange)
  if (target.kind === 'school') {
    const { tenant } = target
    if (req.method === 'POST' && isHandOver(path)) {
      checkOrigin(req, origin)
      return handOver(exchange, tenant)
    }
    if (path.startsWith('/media/')) return only(reads, () => schoolMedia(exchange, tenant, parts.deliveries))
    if (path.startsWith('/pictures/')) return only(reads, () => picture(exchange, tenant))
    if (path.startsWith('/avatars/')) return only(reads, () => avatar(exchange, tenant))
    if (isBrandPath(path)) return only(reads, () => sendBrand(exchange, tenant))
    if (path === '/learn/heartbeats') {
      return only(req.method === 'POST', () => {
        checkOrigin(req, origin)
        reserveBody(req, res, exchange.address)
        limitBodyTime(req, res)
        return takeHeartbeat(exchange, tenant, parts.heartbeats)
      })
    }
    return false
  }
  if (path.startsWith('/media/')) return only(reads, () => staffMedia(exchange, parts.deliveries))
  if (path.startsWith('/sources/')) return only(reads, () => sendSource(exchange))
  if (path === '/webhooks/mux') return only(req.method === 'POST', () => muxWebhook(exchange))
  if (path.startsWith('/originals/')) return only(reads, () => original(exchange, parts.deliveries))
  if (path.startsWith('/uploads/')) {
    return only(req.method === 'PUT', () => {
      checkOrigin(req, origin)
      return takePart(exchange)
    })
  }
  return false
}

function only(allowed: boolean, run: () => Promise<unknown>): Promise<unknown> {
  if (!allowed) throw new RequestRefused('method', 405)
  return run()
}
