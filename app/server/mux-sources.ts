import { sourceByLink } from '#tenants/media/mux/source-for-mux.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { sendObject } from './send-object.ts'

/**
 * `/sources/<school>/<token>` on the platform's host: a video as it was uploaded, for Mux to fetch, where no bucket has it. The link is the
 * right to it, and is good while the video is being moved.
 */
export async function sendSource(exchange: Exchange): Promise<void> {
  const [, schoolId = '', token = ''] = /^\/sources\/([a-z0-9]+)\/([A-Za-z0-9_.-]+)$/.exec(exchange.path) ?? []
  if (!token) throw new RequestRefused('not_found', 404)
  const tenant = exchange.schools.openForLink(schoolId)
  const key = sourceByLink(tenant, token)
  if (key === undefined) throw new RequestRefused('not_found', 404)
  await sendObject(exchange, tenant.files, key, 'private, no-store')
}
