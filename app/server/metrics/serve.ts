import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import type { MetricsEnv } from '#lib/seeing-env.ts'

export const METRICS_PATH = '/metrics'

/** Hands the numbers out, to whoever may have them. */
export class Metrics {
  readonly #registry: Registry
  readonly #token: Buffer | undefined
  #server: Server | undefined

  constructor(registry: Registry, { token }: MetricsEnv) {
    this.#registry = registry
    this.#token = token === undefined ? undefined : digest(token)
  }

  /** Whether a request to the platform's host shows the token. Who does not is answered as if there were nothing here. */
  mayRead(req: IncomingMessage): boolean {
    const shown = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
    return req.method === 'GET' && this.#token !== undefined && shown !== undefined && timingSafeEqual(digest(shown), this.#token)
  }

  async send(res: ServerResponse): Promise<void> {
    const text = await this.#registry.metrics()
    res.setHeader('Content-Type', this.#registry.contentType)
    res.setHeader('Cache-Control', 'no-store')
    res.end(text)
  }

  /** Answers at an address of its own, which is the guard: it is to be a private one. */
  async listen({ port, host }: NonNullable<MetricsEnv['listen']>, onError: (error: unknown) => void): Promise<void> {
    const server = createServer({ requestTimeout: 10_000 }, (req, res) => {
      if (req.method === 'GET' && req.url === METRICS_PATH) {
        this.send(res).catch((error: unknown) => {
          onError(error)
          res.writeHead(500).end()
        })
      } else res.writeHead(404).end()
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    this.#server = server
  }

  close(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
  }
}

/** Of one length, whatever was shown. */
const digest = (token: string) => createHash('sha256').update(token).digest()
