import { createServer, type Server } from 'node:http'

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
  // Each may hold a body in memory; what is more waits at the proxy in front, or is closed at once.
  server.maxConnections = 4_000
  return server
}
