import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * `is_timed_hmac_valid_v0(key, MessageMAC, ttl, currentTimeStamp, lengthOfSeparator)` as its reference describes it: the message, a separator,
 * ten digits of the second it was made in, a dash, and the URL-encoded base64 of the HMAC-SHA256 over message and second.
 * https://developers.cloudflare.com/ruleset-engine/rules-language/functions/#hmac-validation
 */
export function isTimedHmacValid(key: string, messageMac: string, ttl: number, nowSeconds: number, lengthOfSeparator: number): boolean {
  const [, before = '', issued = '', mac = ''] = /^(.+)(\d{10})-(.{43,})$/.exec(messageMac) ?? []
  const message = before.slice(0, before.length - lengthOfSeparator)
  const made = createHmac('sha256', key).update(`${message}${issued}`).digest()
  const shown = Buffer.from(decodeURIComponent(mac), 'base64')
  return shown.length === made.length && timingSafeEqual(shown, made) && nowSeconds < Number(issued) + ttl
}
