import { type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { sentenceFor } from '#app/locales/sentences.ts'
import { randomBase32 } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { RequestRefused } from './guards.ts'

/** Answers what Node's parser could not read as a request, where it would close without a word and without a line in the log. */
export function refuseUnreadable(server: Server, log: Log): void {
  server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
    // Somebody who is gone, or who is being answered already, is told nothing.
    if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
      socket.destroy()
      return
    }
    const refusal = refusalOf(error.code)
    const id = randomBase32(16)
    log.info({ request: id, status: refusal.status, code: refusal.code, reason: error.code }, 'refused')
    const body = JSON.stringify({ error: refusal.code, message: sentenceFor(refusal) })
    socket.end(
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nX-Request-Id: ${id}\r\nConnection: close\r\n\r\n${body}`,
    )
  })
}

function refusalOf(code: string | undefined): RequestRefused {
  if (code === 'HPE_HEADER_OVERFLOW') return new RequestRefused('too_large', 431)
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new RequestRefused('too_slow', 408)
  return new RequestRefused('malformed_request', 400)
}
