import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aClip } from '#tests/fakes/mux/clip.ts'
import { FakeMux } from '#tests/fakes/mux/server.ts'
import { SigningKey } from '#tests/fakes/mux/tokens.ts'
import { muxByClient } from './client.ts'
import type { Mux, MuxKind } from './mux.ts'

const run = promisify(execFile)
const HOUR = 3_600

let folder: string
let fake: FakeMux
let mux: Mux
let id: string
let other: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mux-test-'))
  fake = await FakeMux.start()
  mux = muxByClient(fake.options)
  const film = await aClip('640x360', 6)
  const upload = async () => {
    const { uploadId, url } = await mux.createUpload({ passthrough: 'a', corsOrigin: 'https://lectern.example' })
    await fetch(url, { method: 'PUT', body: new Uint8Array(film) })
    await fake.settled()
    return (await mux.asset((await mux.upload(uploadId)).assetId ?? ''))?.playbackId ?? ''
  }
  id = await upload()
  other = await upload()
})
afterAll(async () => {
  await fake.close()
  await rm(folder, { recursive: true, force: true })
})

const addresses = () => ({ video: mux.urls.stream, thumbnail: mux.urls.thumbnail, storyboard: mux.urls.storyboard })
const kinds: MuxKind[] = ['video', 'thumbnail', 'storyboard']
const status = async (url: string) => (await fetch(url)).status

test('with its token a film plays to its end, on any origin', async () => {
  const url = mux.urls.stream(id, await mux.sign(id, 'video', HOUR))
  const answer = await fetch(url)
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  expect((await answer.text()).match(/RESOLUTION=\S+/g)).toEqual(['RESOLUTION=640x360', 'RESOLUTION=426x240'])
  const counted = ['-count_frames', '-select_streams', 'v:0', '-show_entries', 'stream=nb_read_frames,height', '-of', 'csv=p=0']
  const { stdout } = await run('ffprobe', ['-v', 'error', ...counted, url])
  expect(stdout.trim().split('\n')[0]).toBe('360,180')
})

test.each(kinds)('a token for a %s opens nothing else, and nothing opens without one', async (kind) => {
  const at = addresses()
  const token = await mux.sign(id, kind, HOUR)
  for (const asked of kinds) expect([asked, await status(at[asked](id, token))]).toEqual([asked, asked === kind ? 200 : 403])
  expect(await status(at[kind](other, token))).toBe(403)
  expect(await status(at[kind](id, ''))).toBe(403)
  expect(await status(`${at[kind](id, token)}&width=10`)).toBe(403)
  expect(await status(at[kind](id, token.replace(/[^.]+$/, 'AAAA')))).toBe(403)
  const forged = muxByClient({ ...fake.options, signingPrivateKey: new SigningKey().privateKey })
  expect(await status(at[kind](id, await forged.sign(id, kind, HOUR)))).toBe(403)
  expect(await status(at[kind]('0'.repeat(48), await mux.sign('0'.repeat(48), kind, HOUR)))).toBe(404)
})

test('a picture is of the moment and size that its token names, whatever else is said', async () => {
  const bytes = async (params?: Record<string, string>) =>
    Buffer.from(await (await fetch(mux.urls.thumbnail(id, await mux.sign(id, 'thumbnail', HOUR, params)))).arrayBuffer())
  expect(await sharp(await bytes({ time: '1', width: '320' })).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 })
  expect(await sharp(await bytes()).metadata()).toMatchObject({ width: 640 })
  expect((await bytes({ time: '1' })).equals(await bytes({ time: '4' }))).toBe(false)
  // What a token is for cannot be said by a parameter.
  const token = await mux.sign(id, 'thumbnail', HOUR, { sub: other, aud: 'v' })
  expect(await status(mux.urls.stream(other, token))).toBe(403)
})

test('a storyboard names tiles of a picture that its token opens', async () => {
  const cues = await (await fetch(mux.urls.storyboard(id, await mux.sign(id, 'storyboard', HOUR)))).text()
  expect(cues).toMatch(/^WEBVTT\n\n00:00:00\.000 --> 00:00:00\.\d+\nhttp.*#xywh=0,0,128,72\n/)
  const picture = /http[^#]+/.exec(cues)?.[0] ?? ''
  expect(await sharp(Buffer.from(await (await fetch(picture)).arrayBuffer())).metadata()).toMatchObject({ width: 640, height: 720 })
})

test('what a token opened closes when it expires, segments too', async () => {
  const token = await mux.sign(id, 'video', 600)
  const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('http'))
  const [rendition = ''] = lines(await (await fetch(mux.urls.stream(id, token))).text())
  const [segment = ''] = lines(await (await fetch(rendition)).text())
  expect(await Promise.all([rendition, segment].map(status))).toEqual([200, 200])
  // An expiry that is written anew is not believed.
  expect(await status(segment.replace(/expires=\d+/, 'expires=99999999999'))).toBe(403)
  await fake.pass(601_000)
  expect(await Promise.all([mux.urls.stream(id, token), rendition, segment].map(status))).toEqual([403, 403, 403])
})

test('sound alone has no picture, and is billed as such', async () => {
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=2', join(folder, 'sound.mp3')])
  const { uploadId, url } = await mux.createUpload({ passthrough: 'a', corsOrigin: '*' })
  await fetch(url, { method: 'PUT', body: new Uint8Array(await readFile(join(folder, 'sound.mp3'))) })
  await fake.settled()
  const asset = await mux.asset((await mux.upload(uploadId)).assetId ?? '')
  expect(asset).toMatchObject({ status: 'ready', width: undefined, height: undefined })
  const sound = asset?.playbackId ?? ''
  expect(await status(mux.urls.stream(sound, await mux.sign(sound, 'video', HOUR)))).toBe(200)
  expect(await status(mux.urls.thumbnail(sound, await mux.sign(sound, 'thumbnail', HOUR)))).toBe(404)
})
