import type { IncomingMessage } from 'node:http'
import { Failure } from '#lib/failure.ts'

/** What fits through Fly's replay, with room for headers; larger things go through uploads. Most requests may carry far less (body-limits.ts). Bytes. */
export const MAX_BODY = 900_000

export class RequestRefused extends Failure {
  constructor(
    what: 'cross_origin' | 'too_large' | 'length_required' | 'wrong_type' | 'method' | 'malformed_request' | 'not_found' | 'too_slow',
    status: number,
  ) {
    super(`server.${what}`, status)
  }
}

export const isUnsafe = (req: IncomingMessage): boolean => req.method !== 'GET' && req.method !== 'HEAD' && req.method !== 'OPTIONS'

/**
 * A form of another site must not act with this site's cookie. Browsers say where a request comes from in Origin,
 * or at least in Sec-Fetch-Site; a request with a cookie that says neither is refused.
 * @throws RequestRefused
 */
export function checkOrigin(req: IncomingMessage, own: string): void {
  const { origin } = req.headers
  if (origin !== undefined) {
    // Browsers write it one way alone (RFC 6454, 6.2): what reads otherwise is somebody's trick.
    if (origin !== own) throw new RequestRefused('cross_origin', 403)
    return
  }
  const site = req.headers['sec-fetch-site']
  if (site === 'same-origin' || (site === undefined && req.headers.cookie === undefined)) return
  throw new RequestRefused('cross_origin', 403)
}

/** A body says how long it is, and that is not too long. @throws RequestRefused */
export function checkLength(req: IncomingMessage, max: number): void {
  const stated = req.headers['content-length']
  if (stated === undefined) {
    if (req.headers['transfer-encoding'] !== undefined) throw new RequestRefused('length_required', 411)
    return
  }
  if (Number(stated) > max) throw new RequestRefused('too_large', 413)
}

/** Also without a body: whoever reads a form fails on a request that does not say it is one. @throws RequestRefused */
export function checkType(req: IncomingMessage, allowed: RegExp): void {
  const type = req.headers['content-type'] ?? ''
  if (!allowed.test(type)) throw new RequestRefused('wrong_type', 415)
}

export const FORM_TYPES = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/

/** Reads a small JSON body. @param max bytes @throws RequestRefused */
export async function readJson(req: IncomingMessage, max: number): Promise<unknown> {
  checkLength(req, max)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    size += chunk.length
    if (size > max) throw new RequestRefused('too_large', 413)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new RequestRefused('malformed_request', 400)
  }
}
