import { createServer, type Server } from 'node:http'
import { mostAtOnce } from '#lib/descriptors.ts'
import { limitConnections } from './crowd.ts'

/** Each may hold a body in memory. */
const MOST_CONNECTIONS = 4_000

/** Limits of a connection: nobody may hold one open by being slow. Milliseconds and bytes. */
export function newServer(): Server {
  const server = createServer({
    keepAliveTimeout: 65_000,
    // A part of an upload on a bad line; other bodies have less (body-deadline.ts).
    requestTimeout: 600_000,
    headersTimeout: 20_000,
    // Node looks every 30 s by itself, which would make the 20 s above up to 50.
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16_384,
  })
  limitConnections(server, Math.min(MOST_CONNECTIONS, mostAtOnce().connections))
  return server
}
