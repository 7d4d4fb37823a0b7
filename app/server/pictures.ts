import { assetById } from '#tenants/media/asset.ts'
import type { Tenant } from '#tenants/tenant.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'
import { sendObject } from './send-object.ts'

/** `/pictures/<asset>/<width>.webp`: covers and logos, public like the pages they are on. The content of an address never changes. */
export async function picture(exchange: Exchange, tenant: Tenant): Promise<void> {
  const [, id = '', width = ''] = /^\/pictures\/(asset_[a-z0-9]+)\/(\d{2,5})\.webp$/.exec(exchange.path) ?? []
  const asset = id ? tenant.read((db) => assetById(db, id)) : undefined
  if (asset?.kind !== 'image' || !asset.outputPrefix) throw new RequestRefused('not_found', 404)
  // The dashboard shows covers too, and it lives on another origin.
  exchange.res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
  await sendObject(exchange, tenant.files, `${asset.outputPrefix}${width}.webp`, 'public, max-age=31536000, immutable')
}
