import type { ServerResponse } from 'node:http'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { contentTypeOf } from '#integrations/storage/content-type.ts'
import { type ByteRange, ObjectMissing, type Storage } from '#integrations/storage/storage.ts'
import { giveBack } from '#lib/give-back.ts'
import { hasAlready } from './etag.ts'
import type { Exchange } from './exchange.ts'
import { RequestRefused } from './guards.ts'

/** Answers with a stored object, whole or in part. Answers how many of its bytes were sent. @throws RequestRefused when there is none */
export async function sendObject(
  { req, res }: Pick<Exchange, 'req' | 'res'>,
  files: Pick<Storage, 'stat' | 'get'>,
  key: string,
  cacheControl: string,
): Promise<number> {
  const object = await files.stat(key)
  if (!object) throw new RequestRefused('not_found', 404)
  res.setHeader('Content-Type', contentTypeOf(key))
  res.setHeader('Cache-Control', cacheControl)
  res.setHeader('Accept-Ranges', 'bytes')
  const etag = `"${object.size.toString(36)}-${Math.floor(object.modifiedAt).toString(36)}"`
  res.setHeader('ETag', etag)
  if (hasAlready(req.headers['if-none-match'], etag)) {
    res.statusCode = 304
    res.end()
    return 0
  }
  const range = parseRange(req.headers.range, object.size)
  if (range === 'unsatisfiable') {
    res.statusCode = 416
    res.setHeader('Content-Range', `bytes */${object.size}`)
    res.end()
    return 0
  }
  if (range) {
    res.statusCode = 206
    res.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${object.size}`)
  }
  res.setHeader('Content-Length', range ? range.end - range.start + 1 : object.size)
  if (req.method === 'HEAD') {
    res.end()
    return 0
  }
  let sent = 0
  try {
    const { body } = await files.get(key, range)
    await pipeline(
      body,
      passingOn(res, (bytes) => {
        sent += bytes
      }),
    )
  } catch (error) {
    if (error instanceof ObjectMissing) throw new RequestRefused('not_found', 404)
    // The player went to another place of the video, or away.
    if (res.destroyed) return sent
    // What was promised cannot be kept: whoever waits for the rest hears of it.
    if (res.headersSent) res.destroy()
    throw error
  }
  return sent
}

/**
 * Writes pieces to the answer one at a time and gives each one's memory back as soon as the socket has it: films by the gigabyte would
 * otherwise have the whole heap marked again and again. Breaks when whoever asked goes away.
 */
function passingOn(res: ServerResponse, passed: (bytes: number) => void): Writable {
  const out = new Writable({
    write(piece: Buffer, _encoding, done) {
      const bytes = piece.length
      res.write(piece, (error) => {
        if (!error) passed(bytes)
        giveBack(piece)
        done(error)
      })
    },
    final: (done) => void res.end(done),
  })
  res.once('close', () => {
    if (!res.writableFinished) out.destroy()
  })
  return out
}

/** One range, as players ask for; anything else gets the whole. RFC 9110, 14.2. */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const last = Math.min(Number(match[2]), size)
    return last === 0 ? 'unsatisfiable' : { start: size - last, end: size - 1 }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (start >= size) return 'unsatisfiable'
  return start > end ? undefined : { start, end }
}
