import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Place, place } from './clips.ts'
import { sourceFile } from './source.ts'

const BYTES = randomBytes(3_000_000)

let here: Place
let server: Server | undefined
beforeEach(async () => {
  here = await place()
})
afterEach(async () => {
  server?.closeAllConnections()
  server?.close()
  await here.remove()
})

async function served(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  server = createServer(answer)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/source`
}

const from = (req: IncomingMessage) => Number(/^bytes=(\d+)-/.exec(req.headers.range ?? '')?.[1])

test('goes on where a cut line left it, over a server that was away, until it is whole', async () => {
  const asked: number[] = []
  const url = await served((req, res) => {
    const start = from(req)
    asked.push(start)
    if (asked.length === 2) {
      res.writeHead(503).end()
      return
    }
    res.writeHead(206, { 'content-range': `bytes ${start}-${BYTES.length - 1}/${BYTES.length}`, 'content-length': BYTES.length - start })
    if (asked.length > 4) res.end(BYTES.subarray(start))
    else res.write(BYTES.subarray(start, start + 700_000), () => setImmediate(() => res.destroy()))
  })
  const path = await sourceFile({ kind: 'url', url }, here.attempt)
  expect((await readFile(path)).equals(BYTES)).toBe(true)
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.at(-1)).toBeGreaterThan(0)
  expect(here.shares.length, 'it says that it lives').toBeGreaterThan(0)
})

test('what is refused is not asked for again', async () => {
  let asked = 0
  const url = await served((_, res) => {
    asked++
    res.writeHead(410).end()
  })
  await expect(sourceFile({ kind: 'url', url }, here.attempt)).rejects.toThrow('410')
  expect(asked).toBe(1)
})

test('an empty source is the file’s fault', async () => {
  const url = await served((_, res) => void res.writeHead(416, { 'content-range': 'bytes */0' }).end())
  await expect(sourceFile({ kind: 'url', url }, here.attempt)).rejects.toMatchObject({ code: 'media.empty' })
})

test('a cancelled attempt fetches no more', async () => {
  const url = await served((_, res) => {
    res.writeHead(206, { 'content-range': 'bytes 0-9/10' }).write('12')
    here.abort.abort(new Error('cancelled'))
  })
  await expect(sourceFile({ kind: 'url', url }, here.attempt)).rejects.toThrow()
})
