import { createServer, type Server } from 'node:http'

/** Limits of a connection: nobody may hold one open by being slow. Milliseconds and bytes. */
export const newServer = (): Server =>
  createServer({
    keepAliveTimeout: 65_000,
    requestTimeout: 600_000,
    headersTimeout: 20_000,
    // Node looks every 30 s by itself, which would make the 20 s above up to 50.
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 16_384,
  })
