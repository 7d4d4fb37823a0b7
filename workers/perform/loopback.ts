import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Arrival } from './arrival.ts'

/** Where ffmpeg reads a file that is still arriving. */
export interface Loopback {
  readonly address: string
  close(): Promise<void>
}

/**
 * Serves one file to this machine alone, at an address nobody guesses. What has not arrived is waited for: an answer ends before its last byte
 * only when the file cannot arrive any more. It leads nowhere else: it never redirects.
 */
export async function serveArrival(file: Arrival): Promise<Loopback> {
  const path = `/${randomBytes(24).toString('base64url')}/source`
  const server = createServer((req, res) => {
    // Who reads has gone to another place, or the file cannot arrive any more, which its own signal tells.
    answer(req, res, path, file).catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  return {
    address: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}${path}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const RANGE = /^bytes=(\d{1,15})-(\d{1,15})?$/

async function answer(req: IncomingMessage, res: ServerResponse, path: string, file: Arrival): Promise<void> {
  const isRead = req.method === 'GET' || req.method === 'HEAD'
  if (req.url !== path || !isRead) return void res.writeHead(404, { connection: 'close' }).end()
  const [range, first, last] = RANGE.exec(req.headers.range ?? '') ?? []
  const from = Number(first ?? 0)
  const to = Math.max(from, Math.min(file.size, last === undefined ? file.size : Number(last) + 1))
  res.writeHead(range === undefined ? 200 : 206, {
    'accept-ranges': 'bytes',
    connection: 'close',
    'content-length': to - from,
    // Beyond the end there are no bytes, as in a file: a refusal would make another error of a film that was cut off.
    ...(range !== undefined && { 'content-range': `bytes ${from}-${Math.max(from, to - 1)}/${file.size}` }),
  })
  if (req.method === 'HEAD') return void res.end()
  res.flushHeaders()
  await pipeline(Readable.from(bytesOf(file, from, to)), res)
}

async function* bytesOf(file: Arrival, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at < to; ) {
    const bytes = (await file.read(at)).subarray(0, to - at)
    at += bytes.length
    yield bytes
  }
}
