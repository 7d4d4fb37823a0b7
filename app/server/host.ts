import type { IncomingMessage } from 'node:http'
import { Failure } from '#lib/failure.ts'

export class MalformedHost extends Failure {
  constructor() {
    super('server.malformed_host', 400)
  }
}

/** The Host header, lower case. Exactly one, and nothing in it that is not a host name and a port. @throws MalformedHost */
export function hostOf(req: IncomingMessage): string {
  // Of two Host headers Node shows the first; a proxy in front may have gone by the second.
  if (req.headersDistinct.host?.length !== 1) throw new MalformedHost()
  const host = req.headers.host?.toLowerCase()
  if (!host || host.length > 260 || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/.test(host) || host.includes('..'))
    throw new MalformedHost()
  return host
}

/** Without the port, which is whatever the sender wrote. */
export const hostName = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')

/** The visitor's address: the socket's, or what the trusted proxies in front have appended. */
export function addressOf(req: IncomingMessage, trustedProxies: number): string {
  const socket = req.socket.remoteAddress ?? ''
  if (!trustedProxies) return socket
  const forwarded = String(req.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  return forwarded.at(-trustedProxies) ?? socket
}

/** What a proxy says that knows no country: Cloudflare writes XX, and T1 for who comes through Tor. */
const NOWHERE = new Set(['XX', 'T1'])

/** The visitor's country as the proxy in front says it in this header, ISO 3166-1 alpha-2. */
export function countryOf(req: IncomingMessage, header: string | undefined): string | undefined {
  const said = header && req.headersDistinct[header]
  // Of two the visitor may have written one.
  const country = said && said.length === 1 ? said[0]?.toUpperCase() : undefined
  return country && /^[A-Z]{2}$/.test(country) && !NOWHERE.has(country) ? country : undefined
}
