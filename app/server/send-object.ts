import { pipeline } from 'node:stream/promises'
import { contentTypeOf } from '#integrations/storage/content-type.ts'
import { type ByteRange, ObjectMissing, type Storage } from '#integrations/storage/storage.ts'
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
    body.on('data', (chunk: Buffer) => {
      sent += chunk.length
    })
    await pipeline(body, res)
  } catch (error) {
    if (error instanceof ObjectMissing) throw new RequestRefused('not_found', 404)
    // The player went to another place of the video, or away.
    if (!res.destroyed) throw error
  }
  return sent
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
