import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'

export interface Sum {
  readonly size: number
  readonly sha256: string
}

/** The same bytes, counted and hashed as they pass. `sum` is asked once, when they have. */
export function hashed(body: Readable): { body: Readable; sum: () => Sum } {
  const hash = createHash('sha256')
  let size = 0
  async function* passing(): AsyncIterable<Buffer> {
    for await (const chunk of body) {
      hash.update(chunk)
      size += chunk.length
      yield chunk
    }
  }
  return { body: Readable.from(passing(), { objectMode: false }), sum: () => ({ size, sha256: hash.digest('hex') }) }
}
