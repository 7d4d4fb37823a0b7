import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RequestFailed } from '#app/ui/upload/retry.ts'
import { LineLost, type PartToSend, type SendPart } from '#app/ui/upload/send-part.ts'
import type { UploadEndpoints, UploadFile } from '#app/ui/upload/upload-state.ts'
import { Upload } from '#app/ui/upload/uploader.ts'
import { muxByClient } from '#integrations/mux/client.ts'
import { FakeMux } from '#tests/fakes/mux/server.ts'

// A file that goes to Mux in chunks, one after the other.

const CHUNK = 256 * 1024
const BYTES = randomBytes(3 * CHUNK + 100)

let mux: FakeMux
beforeEach(async () => {
  mux = await FakeMux.start()
})
afterEach(() => mux.close())

const send: SendPart = async ({ url, blob, headers, signal }) => {
  const answer = await fetch(url, { method: 'PUT', body: blob, headers, signal }).catch(() => Promise.reject(new LineLost()))
  const last = /^bytes=0-(\d+)$/.exec(answer.headers.get('Range') ?? '')?.[1]
  return { status: answer.status, ...(last !== undefined && { stored: Number(last) + 1 }) }
}

async function make(around: (part: PartToSend, nth: number) => ReturnType<SendPart> = (part) => send(part)) {
  const { uploadId, url } = await muxByClient(mux.options).createUpload({ passthrough: 'school/asset_1', corsOrigin: 'http://localhost' })
  const stored = async () => {
    const answer = await fetch(url, { method: 'PUT', headers: { 'Content-Range': `bytes */${BYTES.length}` } })
    if (answer.ok) return BYTES.length
    const last = /^bytes=0-(\d+)$/.exec(answer.headers.get('Range') ?? '')?.[1]
    return last === undefined ? 0 : Number(last) + 1
  }
  const ticket = async () => ({ uploadId, assetId: 'asset_1', partSize: CHUNK, parts: [], direct: { url, stored: await stored() } })
  const ranges: string[] = []
  let [completed, tries, waits, finished] = [0, 0, 0, false]
  const endpoints: UploadEndpoints = {
    begin: ticket,
    // Nobody may send anything to what is finished: it has no address any more.
    resume: async () => (finished ? { ...(await ticket()), parts: [1, 2, 3, 4], direct: undefined } : ticket()),
    sign: () => Promise.reject(new RequestFailed(400)),
    complete: async () => {
      tries++
      if (!finished && (await stored()) < BYTES.length) throw new RequestFailed(409)
      completed++
    },
    abort: async () => undefined,
  }
  const file: UploadFile = Object.assign(new Blob([BYTES]), { name: 'film.mp4', lastModified: 1 })
  const upload = new Upload({
    ...{ file, endpoints, wait: async () => void waits++, random: () => 0.5 },
    send: (part) => {
      ranges.push(part.headers['Content-Range'] ?? '')
      return around(part, ranges.length)
    },
  })
  const finishElsewhere = () => {
    finished = true
  }
  return { upload, ranges, count: () => ({ completed, tries }), waited: () => waits, finishElsewhere }
}

const from = (ranges: readonly string[]) => ranges.map((range) => Number(/^bytes (\d+)-/.exec(range)?.[1]) / CHUNK)

test('chunk after chunk, each where the one before ended, and then it is done', async () => {
  const { upload, ranges, count } = await make()
  await upload.start()
  expect(upload.snapshot()).toMatchObject({ state: 'done', sentBytes: BYTES.length })
  expect(from(ranges)).toEqual([0, 1, 2, 3])
  expect(ranges.at(-1)).toBe(`bytes ${3 * CHUNK}-${BYTES.length - 1}/${BYTES.length}`)
  expect(count()).toEqual({ completed: 1, tries: 1 })
})

test('a chunk whose answer was lost is not sent again when it had arrived', async () => {
  const { upload, ranges } = await make(async (part, nth) => {
    const answer = await send(part)
    if (nth === 2) throw new LineLost()
    return answer
  })
  await upload.start()
  expect(upload.snapshot().state).toBe('done')
  expect(from(ranges)).toEqual([0, 1, 2, 3])
})

test('a chunk that never arrived is sent again', async () => {
  const { upload, ranges } = await make((part, nth) => (nth === 2 ? Promise.reject(new LineLost()) : send(part)))
  await upload.start()
  expect(upload.snapshot().state).toBe('done')
  expect(from(ranges)).toEqual([0, 1, 1, 2, 3])
})

test('a chunk that is taken and not kept is sent again after a pause, and not for ever', async () => {
  const once = await make(async (part, nth) => (nth === 2 ? { status: 308, stored: CHUNK } : send(part)))
  await once.upload.start()
  expect(once.upload.snapshot().state).toBe('done')
  expect([from(once.ranges), once.waited()]).toEqual([[0, 1, 1, 2, 3], 1])
  const never = await make(async () => ({ status: 308, stored: 0 }))
  await never.upload.start()
  expect(never.upload.snapshot()).toMatchObject({ state: 'failed', sentBytes: 0 })
  expect(never.waited()).toBe(never.ranges.length - 1)
})

test('a file that was finished in another tab meanwhile is sent nothing more of', async () => {
  const { upload, ranges, count, finishElsewhere } = await make((part, nth) => {
    if (nth < 2) return send(part)
    finishElsewhere()
    return Promise.reject(new LineLost())
  })
  await upload.start()
  expect(upload.snapshot()).toMatchObject({ state: 'done', sentBytes: BYTES.length })
  expect(from(ranges)).toEqual([0, 1])
  expect(count()).toEqual({ completed: 1, tries: 1 })
})

test('a browser that may not read how much was taken finds out when it completes', async () => {
  // What was said to be taken was not.
  const { upload, ranges, count } = await make(async (part, nth) => (nth === 4 ? { status: 308 } : send(part)))
  await upload.start()
  expect(upload.snapshot().state).toBe('done')
  expect(from(ranges)).toEqual([0, 1, 2, 3, 3])
  expect(count()).toEqual({ completed: 1, tries: 2 })
})

test('a pause lets the chunk on its way arrive, and going on sends what is missing', async () => {
  const { upload, ranges } = await make((part, nth) => {
    if (nth === 2) upload.pause()
    return send(part)
  })
  await upload.start()
  expect(upload.snapshot()).toMatchObject({ state: 'paused', sentBytes: 2 * CHUNK })
  await upload.resume()
  expect(upload.snapshot().state).toBe('done')
  expect(from(ranges)).toEqual([0, 1, 2, 3])
})

test('an upload that Mux has given up is gone, and begins anew from its beginning', async () => {
  const { upload } = await make(async (_, nth) => (nth === 1 ? { status: 410 } : { status: 200 }))
  await upload.start()
  expect(upload.snapshot()).toMatchObject({ state: 'failed', problem: 'gone', sentBytes: 0 })
})
