import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Link } from '#tests/setup/link.ts'
import { until } from '#tests/setup/server.ts'
import { clip, ffmpeg, type Place, place, processesNaming } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'
import { performTakeAudio } from './take-audio.ts'

// What is made of a film while it still arrives from a bucket.

const SECONDS = 60

let clips: string
const films: Record<string, string> = {}
let here: Place
let link: Link | undefined
let news: number
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'arriving-'))
  films['at the end'] = await clip(join(clips, 'end.mp4'), '640x360', SECONDS)
  films['at the front'] = join(clips, 'front.mp4')
  await ffmpeg(`-i ${films['at the end']} -c copy -movflags +faststart`, films['at the front'])
})
afterAll(() => rm(clips, { recursive: true, force: true }))
beforeEach(async () => {
  news = 0
  here = await place((_, told) => {
    if (told) news++
  })
})
afterEach(async () => {
  await link?.close()
  await here.remove()
})

const linked = async (film: string) => {
  link = await Link.to(film)
  return link
}
const encode = ({ url }: Link) =>
  performEncodeVideo({ source: { kind: 'url', url }, sink: { kind: 'directory', path: here.sink } }, here.attempt)

describe.each(['at the front', 'at the end'])('with its index %s', (where) => {
  test('a film plays while most of it has not been fetched, and each byte is fetched once', async () => {
    const slow = (await linked(films[where] ?? '')).hold(0.45, 0.98)
    const encoding = encode(slow)
    await until('it can be watched', () => news > 0)
    expect(slow.given).toBeLessThan(slow.size / 2)
    expect(await readFile(join(here.sink, '360p', 'index.m3u8'), 'utf8')).not.toContain('ENDLIST')
    slow.release()
    const out = await encoding
    expect(out.seconds).toBeCloseTo(SECONDS, 0)
    expect(slow.most).toBe(1)
    expect(await readdir(here.attempt.workDir)).not.toContain('source')
  })
})

test('lines that are cut again and again are not the end of the film', async () => {
  const bad = (await linked(films['at the end'] ?? '')).cut(900_000)
  expect((await encode(bad)).seconds).toBeCloseTo(SECONDS, 0)
  expect(bad.asked.length).toBeGreaterThan(bad.size / 900_000)
})

test('a source that is gone in the middle ends the attempt, with its reason, and the film is not taken for shorter', async () => {
  const slow = (await linked(films['at the front'] ?? '')).hold(0.5)
  const encoding = encode(slow)
  await until('it can be watched', () => news > 0)
  slow.refuse(410)
  await expect(encoding).rejects.toMatchObject({ name: 'Refused', status: 410 })
  expect(await readFile(join(here.sink, '360p', 'index.m3u8'), 'utf8')).not.toContain('ENDLIST')
  expect(await processesNaming(here.root)).toEqual([])
  expect(existsSync(join(here.attempt.workDir, 'source'))).toBe(false)
})

test.each([
  ['before it knows what it has', 0],
  ['while it encodes', 0.5],
])('cancelled %s, it ends at once and leaves nothing running', async (_, from) => {
  const slow = (await linked(films['at the front'] ?? '')).hold(from)
  const encoding = encode(slow)
  if (from > 0) await until('it can be watched', () => news > 0)
  else await until('it was asked', () => slow.asked.length > 0)
  here.abort.abort(new Error('cancelled'))
  await expect(encoding).rejects.toThrow('cancelled')
  expect(await processesNaming(here.root)).toEqual([])
  expect(existsSync(join(here.attempt.workDir, 'source'))).toBe(false)
})

test('the sound is taken out of a film that arrives', async () => {
  const bad = (await linked(films['at the end'] ?? '')).cut(900_000)
  const out = await performTakeAudio({ source: { kind: 'url', url: bad.url }, sink: { kind: 'directory', path: here.sink } }, here.attempt)
  expect(out.pieces).toEqual([{ name: 'speech/0.mp3', from: 0 }])
  expect(existsSync(join(here.sink, 'speech/0.mp3'))).toBe(true)
})
