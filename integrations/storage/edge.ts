import { createHmac } from 'node:crypto'
import type { EdgeEnv } from '#lib/storage-env.ts'

/** The query's name. Its length, with `?` and `=`, stands in the rule at the CDN. */
const NAME = 'verify'

/**
 * A link to one object, in the form that Cloudflare's `is_timed_hmac_valid_v0` checks: the path, the second it was made in, and the
 * HMAC-SHA256 over both. How long it is good for is said by the rule. The token is in the query alone, which the rule for the cache leaves out.
 * https://developers.cloudflare.com/ruleset-engine/rules-language/functions/#hmac-validation
 */
export function edgeUrl({ url, secret }: EdgeEnv, key: string, now = Date.now()): string {
  const at = new URL(`${url}/${key}`)
  const second = String(Math.floor(now / 1000))
  const mac = createHmac('sha256', secret).update(at.pathname).update(second).digest('base64')
  return `${at.href}?${NAME}=${second}-${encodeURIComponent(mac)}`
}
