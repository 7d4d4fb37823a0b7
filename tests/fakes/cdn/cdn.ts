import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { contentTypeOf } from '#integrations/storage/content-type.ts'
import { s3Storage } from '#integrations/storage/s3.ts'
import { ObjectMissing, type Storage } from '#integrations/storage/storage.ts'
import type { S3Env } from '#lib/storage-env.ts'
import { isTimedHmacValid } from './timed-hmac.ts'

export interface CdnRules {
  /** The custom rule in front of the cache; without it whoever knows a path is let through. */
  readonly secret: string | undefined
  /** Seconds. */
  readonly ttl: number
}

/**
 * A CDN in front of a bucket as docs/runbooks/cdn.md sets one up: the rule first, then a cache that leaves the query out of its key, then
 * the bucket, which the CDN may read.
 */
export class FakeCdn {
  /** By path, as often as the bucket was asked for it. */
  readonly pulls = new Map<string, number>()
  readonly #kept = new Map<string, Buffer>()

  private constructor(
    private readonly server: Server,
    readonly rules: CdnRules,
    private readonly bucket: Storage,
  ) {}

  static async start(bucket: S3Env, rules: CdnRules): Promise<FakeCdn> {
    const server = createServer()
    const cdn = new FakeCdn(server, rules, await s3Storage(bucket))
    server.on('request', (req, res) => {
      cdn.#answer(req, res).catch(() => res.writeHead(502).end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return cdn
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** For a server process. */
  get env(): Record<string, string> {
    return { MEDIA_CDN_URL: this.origin, MEDIA_CDN_SECRET: this.rules.secret ?? 'a secret the CDN was never told of.' }
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  async #answer({ url = '', method }: IncomingMessage, res: ServerResponse): Promise<void> {
    const { secret, ttl } = this.rules
    // The bucket's own CORS rules are passed on, whatever the answer.
    res.setHeader('Access-Control-Allow-Origin', '*')
    if (secret !== undefined && !isTimedHmacValid(secret, url, ttl, Date.now() / 1000, '?verify='.length)) {
      res.writeHead(403, { Server: 'cloudflare' }).end()
      return
    }
    if (method !== 'GET' && method !== 'HEAD') {
      res.writeHead(405).end()
      return
    }
    const path = url.split('?')[0] ?? ''
    const kept = this.#kept.get(path)
    const body = kept ?? (await this.#pull(path))
    if (!body) {
      res.writeHead(404).end()
      return
    }
    this.#kept.set(path, body)
    res.writeHead(200, { 'Content-Type': contentTypeOf(path), 'CF-Cache-Status': kept ? 'HIT' : 'MISS', 'Content-Length': body.length })
    res.end(method === 'HEAD' ? undefined : body)
  }

  async #pull(path: string): Promise<Buffer | undefined> {
    this.pulls.set(path, (this.pulls.get(path) ?? 0) + 1)
    try {
      return await buffer((await this.bucket.get(path.slice(1))).body)
    } catch (error) {
      if (error instanceof ObjectMissing) return undefined
      throw error
    }
  }
}
