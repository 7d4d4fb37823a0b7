import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '#lib/log.ts'
import type { Schools, Target } from '#tenants/schools.ts'

/** One request on its way through the server, with what has been found out about it. */
export interface Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  /** Goes into each log line and the X-Request-Id header. */
  readonly id: string
  /** Host header, lower case, checked. */
  readonly host: string
  /** `https://<host>`, as a page of this host says it. */
  readonly origin: string
  readonly path: string
  /** With the question mark, or empty. */
  readonly search: string
  /** The visitor's address, as far as the proxies in front are to be believed. */
  readonly address: string
  /** ISO 3166-1 alpha-2, upper case, as the proxy in front says; undefined when none does, or does not know. */
  readonly country: string | undefined
  readonly target: Target
  readonly schools: Schools
  readonly log: Log
}
