import { once } from 'node:events'
import { type FileHandle, open } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Bytes given to whoever asks, before the next look. */
const PIECE = 16 * 1024

/** A bucket's link to one file: answers ranges, keeps account of what it gave, and can hold bytes back, cut lines and refuse. */
export class Link {
  /** Requests, as the first byte that each asked for. */
  readonly asked: number[] = []
  /** How often each piece was given. */
  readonly #gave: Uint16Array
  #held: readonly [number, number] = [0, 0]
  #letGo: () => void = () => undefined
  #released: Promise<void> = Promise.resolve()
  #refusesWith: number | undefined
  #cutAfter = Number.POSITIVE_INFINITY
  #said: number
  #stalls = 0
  #etag = '"one"'

  private constructor(
    private readonly file: FileHandle,
    /** Bytes. */
    readonly size: number,
    private readonly server = createServer(),
  ) {
    this.#said = size
    this.#gave = new Uint16Array(Math.ceil(size / PIECE))
    server.on('request', (req, res) => {
      // Whoever asked may go at any time.
      this.#answer(req, res).catch(() => res.destroy())
    })
  }

  static async to(path: string): Promise<Link> {
    const file = await open(path)
    const link = new Link(file, (await file.stat()).size)
    link.server.listen(0, '127.0.0.1')
    await once(link.server, 'listening')
    return link
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/bucket/film`
  }

  /** Bytes that have left, each as often as it did. */
  get given(): number {
    return this.#gave.reduce((sum, times) => sum + times, 0) * PIECE
  }

  /** How often that piece was given that was given most often. */
  get most(): number {
    return Math.max(0, ...this.#gave)
  }

  /** Gives no byte from one share of the file to another before `release`. */
  hold(from: number, to = 1): this {
    this.#held = [this.size * from, this.size * to]
    this.#released = new Promise((resolve) => {
      this.#letGo = resolve
    })
    return this
  }

  release(): void {
    this.#held = [0, 0]
    this.#letGo()
  }

  /** Cuts each line after so many bytes. */
  cut(after: number): this {
    this.#cutAfter = after
    return this
  }

  /** From now on there is nothing here; lines that are open are cut. */
  refuse(status: number): void {
    this.#refusesWith = status
    this.server.closeAllConnections()
    this.release()
  }

  /** The next answer stays silent after its headers. */
  stall(): this {
    this.#stalls = 1
    return this
  }

  /** From now on it is another object. */
  rename(etag: string): void {
    this.#etag = etag
  }

  /** Says that it is so large. */
  claim(size: number): void {
    this.#said = size
  }

  async close(): Promise<void> {
    this.release()
    const closed = once(this.server, 'close')
    this.server.close()
    this.server.closeAllConnections()
    await closed
    await this.file.close()
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? '') ?? []
    const from = Number(first)
    this.asked.push(from)
    if (this.#refusesWith) return void res.writeHead(this.#refusesWith).end()
    if (from >= this.size) return void res.writeHead(416, { 'content-range': `bytes */${this.size}` }).end()
    const to = last ? Math.min(this.size, Number(last) + 1) : this.size
    res.writeHead(206, { 'content-range': `bytes ${from}-${to - 1}/${this.#said}`, 'content-length': to - from, etag: this.#etag })
    res.flushHeaders()
    if (this.#stalls-- > 0) return
    await pipeline(Readable.from(this.#pieces(from, to)), res)
  }

  async *#pieces(from: number, to: number): AsyncGenerator<Buffer> {
    for (let at = from; at < to; ) {
      if (at >= this.#held[0] && at < this.#held[1]) {
        await this.#released
        continue
      }
      if (at - from >= this.#cutAfter) throw new Error('the line is cut')
      const { buffer, bytesRead } = await this.file.read(Buffer.alloc(PIECE), 0, Math.min(PIECE - (at % PIECE), to - at), at)
      const piece = Math.floor(at / PIECE)
      this.#gave[piece] = (this.#gave[piece] ?? 0) + 1
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }
}
