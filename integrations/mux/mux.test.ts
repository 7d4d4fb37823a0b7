import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { aClip } from '#tests/fakes/mux/clip.ts'
import { FakeMux } from '#tests/fakes/mux/server.ts'
import { muxByClient } from './client.ts'
import { type Mux, MuxAway, UPLOAD_SECONDS } from './mux.ts'

const ORIGIN = 'https://lectern.example'
const STEP = 256 * 1024
const DAY_MS = 24 * 60 * 60_000

let folder: string
let film: Buffer
let files: Server
let fake: FakeMux
let mux: Mux
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mux-test-'))
  // Some noise makes it larger than two steps of an upload.
  film = await aClip('640x360', 2, { noise: true })
  await writeFile(join(folder, 'film.mp4'), film)
  await writeFile(join(folder, 'text.mp4'), 'no film, whatever its name says. '.repeat(100))
  files = createServer((req, res) => {
    readFile(join(folder, req.url ?? '')).then(
      (bytes) => res.end(bytes),
      () => res.writeHead(403).end(),
    )
  })
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await new Promise((resolve) => files.close(resolve))
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  fake = await FakeMux.start()
  mux = muxByClient(fake.options)
})
afterEach(() => fake.close())

const fileUrl = (name: string) => `http://127.0.0.1:${(files.address() as AddressInfo).port}/${name}`
const send = (url: string, bytes: Buffer | undefined, range?: string) =>
  fetch(url, { method: 'PUT', body: bytes && new Uint8Array(bytes), headers: { Origin: ORIGIN, ...(range && { 'Content-Range': range }) } })

async function aFilm(passthrough = 'asset_1'): Promise<string> {
  const { id } = await mux.createAsset({ url: fileUrl('film.mp4'), passthrough })
  await fake.settled()
  return id
}

test('an upload is sent in pieces, asked about, and becomes an asset that is ready', async () => {
  expect(film.length).toBeGreaterThan(2 * STEP + 1_000)
  const { uploadId, url } = await mux.createUpload({ passthrough: 'school/asset_1', corsOrigin: ORIGIN })
  expect(await mux.upload(uploadId)).toEqual({
    ...{ id: uploadId, status: 'waiting', assetId: undefined, error: undefined, passthrough: 'school/asset_1' },
  })
  const asks = { Origin: ORIGIN, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'content-range' }
  expect((await fetch(url, { method: 'OPTIONS', headers: asks })).headers.get('access-control-allow-origin')).toBe(ORIGIN)
  const stranger = await fetch(url, { method: 'OPTIONS', headers: { ...asks, Origin: 'https://elsewhere.example' } })
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull()

  const first = await send(url, film.subarray(0, STEP), `bytes 0-${STEP - 1}/${film.length}`)
  expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${STEP - 1}`])
  // What is no whole step is not kept, and a hole is not taken.
  const uneven = await send(url, film.subarray(STEP, STEP + 1_000), `bytes ${STEP}-${STEP + 999}/${film.length}`)
  expect([uneven.status, uneven.headers.get('range')]).toEqual([308, `bytes=0-${STEP - 1}`])
  expect((await send(url, film.subarray(2 * STEP), `bytes ${2 * STEP}-${film.length - 1}/${film.length}`)).status).toBe(400)
  // The line breaks; the browser asks what is there and goes on.
  fake.uploads.troubles.push({ cutAfter: STEP + 10 })
  await expect(send(url, film.subarray(STEP), `bytes ${STEP}-${film.length - 1}/${film.length}`)).rejects.toThrow()
  const asked = await send(url, undefined, `bytes */${film.length}`)
  expect([asked.status, asked.headers.get('range')]).toEqual([308, `bytes=0-${2 * STEP - 1}`])
  expect((await send(url, film.subarray(2 * STEP), `bytes ${2 * STEP}-${film.length - 1}/${film.length}`)).status).toBe(200)
  expect((await send(url, undefined, `bytes */${film.length}`)).status).toBe(200)

  const { status, assetId = '' } = await mux.upload(uploadId)
  expect(status).toBe('asset_created')
  await fake.settled()
  expect(await mux.asset(assetId)).toEqual({
    ...{ id: assetId, status: 'ready', passthrough: 'school/asset_1', progress: 100 },
    ...{ seconds: expect.closeTo(2, 0), width: 640, height: 360, playbackId: expect.any(String), error: undefined, master: undefined },
  })
  expect(film.equals(await readFile(fake.films.find(assetId).source))).toBe(true)
  expect(fake.films.find(assetId).settings).toMatchObject({ playback_policies: ['signed'], master_access: 'none' })
})

test('an upload in one piece is one too', async () => {
  const { uploadId, url } = await mux.createUpload({ passthrough: 'a', corsOrigin: ORIGIN })
  expect((await send(url, film)).status).toBe(200)
  expect(await mux.upload(uploadId)).toMatchObject({ status: 'asset_created' })
})

test('while it is prepared an asset says so, and it is ready when it is', async () => {
  fake.films.held = true
  const made = await mux.createAsset({ url: fileUrl('film.mp4'), passthrough: 'a' })
  expect(made).toMatchObject({ status: 'preparing', progress: 0, seconds: undefined, width: undefined })
  fake.films.goOn()
  await fake.settled()
  expect(await mux.asset(made.id)).toMatchObject({ status: 'ready', passthrough: 'a', playbackId: made.playbackId })
})

test.each([
  ['a file that is no film', 'text.mp4', /not a supported video/],
  ['a URL that gives nothing', 'missing.mp4', /HTTP 403/],
])('%s becomes an asset with an error', async (_, name, message) => {
  const { id } = await mux.createAsset({ url: fileUrl(name), passthrough: 'a' })
  await fake.settled()
  expect(await mux.asset(id)).toMatchObject({
    ...{ status: 'errored', progress: undefined },
    error: { type: 'invalid_input', messages: [expect.stringMatching(message)] },
  })
})

test('an upload that was cancelled or waited too long takes nothing any more', async () => {
  const one = await mux.createUpload({ passthrough: 'a', corsOrigin: ORIGIN })
  const other = await mux.createUpload({ passthrough: 'b', corsOrigin: ORIGIN })
  await mux.cancelUpload(one.uploadId)
  await mux.cancelUpload(one.uploadId)
  await mux.cancelUpload('unknown')
  expect((await mux.upload(one.uploadId)).status).toBe('cancelled')
  expect((await send(one.url, film)).status).toBe(410)
  await fake.pass(UPLOAD_SECONDS * 1_000 - 60_000)
  expect((await mux.upload(other.uploadId)).status).toBe('waiting')
  await fake.pass(61_000)
  expect((await mux.upload(other.uploadId)).status).toBe('timed_out')
  expect((await send(other.url, film)).status).toBe(410)
  await expect(mux.upload('unknown')).rejects.toMatchObject({ name: 'MuxRefused', code: 'mux.not_taken' })
})

test('an asset is deleted once, and again without complaint', async () => {
  const id = await aFilm()
  await mux.deleteAsset(id)
  expect(await mux.asset(id)).toBeUndefined()
  await mux.deleteAsset(id)
  expect(fake.films.all).toEqual([])
})

test('the master is fetched for a day, and can be asked for again', async () => {
  const id = await aFilm()
  await mux.requestMaster(id)
  await fake.settled()
  const url = (await mux.asset(id))?.master?.url ?? ''
  const answer = await fetch(`${url}&download=lesson.mp4`)
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="lesson.mp4"')
  expect(film.equals(Buffer.from(await answer.arrayBuffer()))).toBe(true)
  expect((await fetch(url.replace('signature=', 'signature=x'))).status).toBe(403)
  await fake.pass(DAY_MS + 1_000)
  expect((await mux.asset(id))?.master).toBeUndefined()
  expect((await fetch(url)).status).toBe(403)
  await mux.requestMaster(id)
  await fake.settled()
  expect((await mux.asset(id))?.master?.status).toBe('ready')
  await expect(mux.requestMaster('unknown')).rejects.toMatchObject({ code: 'mux.not_taken' })
})

test('what another try cannot mend says why: a wrong key, a plan that is full, what Mux does not take', async () => {
  const wrong = muxByClient({ ...fake.options, tokenSecret: 'wrong' })
  await expect(wrong.createUpload({ passthrough: 'a', corsOrigin: ORIGIN })).rejects.toMatchObject({ name: 'MuxRefused', code: 'mux.key' })
  fake.trouble('get asset', { status: 403 })
  await expect(mux.asset('any')).rejects.toMatchObject({ code: 'mux.key' })
  await expect(mux.createAsset({ url: 'ftp://films.example/a.mp4', passthrough: 'a' })).rejects.toMatchObject({ code: 'mux.not_taken' })
  fake.trouble('create asset', { status: 422, message: 'a shape it does not take' })
  await expect(mux.createAsset({ url: fileUrl('film.mp4'), passthrough: 'a' })).rejects.toMatchObject({ code: 'mux.not_taken' })
  fake.films.most = 1
  await aFilm()
  await expect(mux.createAsset({ url: fileUrl('film.mp4'), passthrough: 'a' })).rejects.toMatchObject({ code: 'mux.quota' })
  await expect(mux.createUpload({ passthrough: 'a', corsOrigin: ORIGIN })).rejects.toMatchObject({ code: 'mux.quota' })
  const before = fake.api.asked.length
  await expect(mux.createUpload({ passthrough: 'a'.repeat(256), corsOrigin: ORIGIN })).rejects.toMatchObject({ code: 'mux.not_taken' })
  expect(fake.api.asked).toHaveLength(before)
})

test('an upload that ends when the plan is full is an error of the upload', async () => {
  fake.films.most = 1
  const { uploadId, url } = await mux.createUpload({ passthrough: 'a', corsOrigin: ORIGIN })
  await aFilm()
  expect((await send(url, film)).status).toBe(200)
  expect(await mux.upload(uploadId)).toMatchObject({ status: 'errored', error: 'Free plan is limited to 1 assets' })
})

test('who is busy or away is asked again, and given up for now', async () => {
  const id = await aFilm()
  fake.trouble('get asset', { status: 429 }, { status: 503 })
  expect(await mux.asset(id)).toMatchObject({ id })
  fake.trouble('get asset', { status: 429 }, { status: 429 }, { status: 429 })
  await expect(mux.asset(id)).rejects.toThrow(MuxAway)
  fake.trouble('delete asset', { status: 500 }, { status: 500 }, { status: 500 })
  await expect(mux.deleteAsset(id)).rejects.toThrow(MuxAway)
})

test('an answer that is lost makes no second film', async () => {
  fake.trouble('create asset', 'answer lost')
  await expect(mux.createAsset({ url: fileUrl('film.mp4'), passthrough: 'a' })).rejects.toThrow(MuxAway)
  expect(fake.films.all).toHaveLength(1)
  const nobody = muxByClient({ ...fake.options, apiUrl: 'http://127.0.0.1:1' })
  await expect(nobody.createAsset({ url: fileUrl('film.mp4'), passthrough: 'a' })).rejects.toThrow(MuxAway)
})
