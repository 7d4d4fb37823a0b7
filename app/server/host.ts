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
