import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MuxEnv } from '#lib/mux-env.ts'
import { type Action, Api, type Trouble } from './api.ts'
import { Closed, Delivery } from './delivery.ts'
import { Films } from './films.ts'
import { reach } from './reach.ts'
import { SignedPaths, SigningKey } from './tokens.ts'
import { Uploads } from './uploads.ts'
import { Webhooks } from './webhooks.ts'

/**
 * Mux, as its documentation says it behaves, each host on a port of its own: the API (and beside it the storage that direct uploads are
 * sent to), the streams and the pictures. It really prepares what it is given, in two small rungs, so that a browser plays it.
 *
 * Nothing happens by the clock: `pass` moves time on, and with it what expires and what is told again.
 */
export class FakeMux {
  readonly token = { id: randomUUID(), secret: randomBytes(48).toString('base64') }
  readonly key = new SigningKey()
  readonly webhooks = new Webhooks(() => this.now())
  readonly films: Films
  readonly uploads: Uploads
  readonly delivery: Delivery
  readonly api: Api
  #ahead = 0
  readonly #hosts = { api: createServer(), stream: createServer(), image: createServer() }

  private constructor(private readonly folder: string) {
    const now = () => this.now()
    const { webhooks, key } = this
    this.films = new Films({ folder, webhooks, now, masterUrl: (film, until) => this.delivery.masterUrl(film, until) })
    this.uploads = new Uploads({ folder, webhooks, films: this.films, now, origin: () => originOf(this.#hosts.api) })
    this.delivery = new Delivery({
      ...{ films: this.films, key, paths: new SignedPaths(), now },
      ...{ streamOrigin: () => originOf(this.#hosts.stream), imageOrigin: () => originOf(this.#hosts.image) },
    })
    this.api = new Api({ films: this.films, uploads: this.uploads, token: this.token, fetch: fetchTo })
  }

  static async start(): Promise<FakeMux> {
    const fake = new FakeMux(await mkdtemp(join(tmpdir(), 'fake-mux-')))
    const { api, stream, image } = fake.#hosts
    api.on(
      'request',
      guarded((req, res) => fake.#answer(req, res)),
    )
    stream.on(
      'request',
      guarded((req, res) => fake.delivery.stream(req, res)),
    )
    image.on(
      'request',
      guarded((req, res) => fake.delivery.image(req, res)),
    )
    await Promise.all(Object.values(fake.#hosts).map((host) => new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))))
    return fake
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.url?.startsWith('/upload/')) return this.uploads.serve(req, res)
    const { status, body, headers } = await this.api.answer(req)
    if (status === 0) return void res.destroy()
    res.writeHead(status, { ...(body && { 'Content-Type': 'application/json' }), ...headers }).end(body && JSON.stringify(body))
  }

  /** For the adapter. */
  get options(): MuxEnv {
    const { api, stream, image } = this.#hosts
    return {
      ...{ tokenId: this.token.id, tokenSecret: this.token.secret, webhookSecret: this.webhooks.secret },
      ...{ signingKeyId: this.key.id, signingPrivateKey: this.key.privateKey },
      ...{ apiUrl: originOf(api), streamUrl: originOf(stream), imageUrl: originOf(image) },
    }
  }

  /** For a server process. */
  get env(): Record<string, string> {
    const given = this.options
    return {
      MUX_TOKEN_ID: given.tokenId,
      MUX_TOKEN_SECRET: given.tokenSecret,
      MUX_WEBHOOK_SECRET: given.webhookSecret,
      MUX_SIGNING_KEY_ID: given.signingKeyId,
      MUX_SIGNING_PRIVATE_KEY: given.signingPrivateKey,
      MUX_API_URL: given.apiUrl,
      MUX_STREAM_URL: given.streamUrl,
      MUX_IMAGE_URL: given.imageUrl,
    }
  }

  /** Milliseconds. */
  now(): number {
    return Date.now() + this.#ahead
  }

  /** Time passes at Mux; what was not taken is told again. */
  async pass(ms: number): Promise<void> {
    this.#ahead += ms
    this.webhooks.retry()
    await this.settled()
  }

  trouble(action: Action, ...troubles: readonly Trouble[]): void {
    this.api.trouble(action, ...troubles)
  }

  /** When all that it was given is prepared, and all that is to be told has been answered. */
  async settled(): Promise<void> {
    await this.films.done()
    await this.webhooks.sent()
  }

  async close(): Promise<void> {
    this.webhooks.drop()
    await this.settled()
    await Promise.all(
      Object.values(this.#hosts).map((host) => {
        host.closeAllConnections()
        return new Promise((resolve) => host.close(resolve))
      }),
    )
    await rm(this.folder, { recursive: true, force: true })
  }
}

const originOf = (host: Server) => `http://127.0.0.1:${(host.address() as AddressInfo).port}`

const guarded = (serve: (req: IncomingMessage, res: ServerResponse) => Promise<void>) => (req: IncomingMessage, res: ServerResponse) => {
  serve(req, res).catch((error: unknown) => {
    if (res.headersSent) return void res.destroy()
    res.writeHead(error instanceof Closed ? error.status : 500).end(error instanceof Closed ? undefined : String(error))
  })
}

async function fetchTo(url: string, path: string): Promise<void> {
  const { status, body } = await reach(url, { method: 'GET' })
  if (status !== 200) throw new Error(`The input could not be downloaded: HTTP ${status}`)
  await writeFile(path, body)
}
