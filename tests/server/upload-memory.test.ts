import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { urls } from '#app/urls.ts'
import { beginUpload, PART_BYTES, resumeUpload, signParts } from '#tenants/media/upload.ts'
import { startCommand } from '#tests/bench/shipped-server.ts'
import { type Twins, twins } from '#tests/isolation/kit/twins.ts'
import type { TestServer } from '#tests/setup/server.ts'

const PARTS = 32

let pair: Twins
let server: TestServer
beforeAll(async () => {
  pair = await twins()
  // With the flags of `npm start`: by itself Node has a smaller young generation, which is collected before these bytes are many.
  server = await pair.server({ node: ['--trace-gc', ...startCommand().args.slice(0, -1)] })
})
afterAll(() => pair.close())

/** Each stops every school for a moment, and its marking takes a core from them. */
const fullCollections = () => server.output.split('Mark-Compact').length - 1

test('a quarter of a gigabyte of parts does not make the server collect its whole heap again and again', async () => {
  const { tenant, owner } = pair.a
  const part = Buffer.alloc(PART_BYTES, 'part')
  const sha256 = createHash('sha256').update(part).digest('base64')
  const { uploadId } = await beginUpload(tenant, owner.id, { name: 'f.mp4', size: PARTS * PART_BYTES, kind: 'video' })
  const offers = Array.from({ length: PARTS }, (_, n) => ({ number: n + 1, size: PART_BYTES, sha256 }))
  const links = await signParts(tenant, uploadId, offers, (sealed) => urls.uploadPart(tenant.id, sealed))
  const before = fullCollections()
  for (const { url } of links) {
    const headers = { Origin: server.origin(server.platform) }
    expect((await server.ask(server.platform, url, { method: 'PUT', body: part, headers })).status).toBe(204)
  }
  expect((await resumeUpload(tenant, uploadId)).parts).toHaveLength(PARTS)
  expect(fullCollections() - before).toBeLessThan(3)
})
