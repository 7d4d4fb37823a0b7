import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { clip, inputOf, look, type Place, place } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'
import { iFrameOf } from './i-frames.ts'

let clips: string
let here: Place
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'clips-'))
})
afterAll(() => rm(clips, { recursive: true, force: true }))
beforeEach(async () => {
  here = await place()
})
afterEach(() => here.remove())

const encode = (path: string) => performEncodeVideo(inputOf(path, here.sink), here.attempt)
const ENTRY = /#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\d+\.ts)/g

/** What a decoder makes of bytes: the kinds of its pictures. */
async function decoded(bytes: Buffer): Promise<string[]> {
  const path = join(clips, 'cut.ts')
  await writeFile(path, bytes)
  return look(path, 'frame=pict_type', '-select_streams', 'v')
}

test.each([
  ['with sound', true, '640x360'],
  ['without', false, '640x360'],
  ['upright, in two rungs', true, '480x854'],
])('each entry of a film %s is one picture, whole, with the tables before it and nothing of the next', async (_, sound, size) => {
  const out = await encode(await clip(join(clips, 'film.mp4'), size, 13, '-bf 2', sound))
  for (const { name } of out.renditions) {
    const entries = [...(await readFile(join(here.sink, name, 'iframes.m3u8'), 'utf8')).matchAll(ENTRY)]
    expect(entries.map(([, seconds]) => Math.round(Number(seconds)))).toEqual([6, 6, 1])
    for (const [, , length, offset, segment] of entries) {
      const bytes = await readFile(join(here.sink, name, segment ?? ''))
      const [from, to] = [Number(offset), Number(offset) + Number(length)]
      // RFC 8216, 4.3.3.6: what initialises stands between the start of the resource and the first picture, and is no part of it.
      expect(await decoded(Buffer.concat([bytes.subarray(0, from), bytes.subarray(from, to)]))).toEqual(['I'])
      // The next picture is behind it, not in it.
      expect(bytes.length).toBeGreaterThan(to)
      const next = await decoded(bytes.subarray(0, to + 188 * 400))
      expect(next.length).toBeGreaterThan(1)
    }
  }
})

test('what does not begin with its tables and a key picture has none', async () => {
  await encode(await clip(join(clips, 'film.mp4'), '320x180', 2))
  const whole = await readFile(join(here.sink, '180p', '00000.ts'))
  const path = join(clips, 'part.ts')
  const found = async (bytes: Buffer) => {
    await writeFile(path, bytes)
    return iFrameOf(path)
  }
  const at = await found(whole)
  expect(at).toMatchObject({ offset: 188 * 3 })
  // Only its first picture: it reaches to the end.
  expect(await found(whole.subarray(0, 188 * 3 + (at?.length ?? 0)))).toEqual(at)
  expect(await found(whole.subarray(188 * 3))).toBeUndefined()
  expect(await found(Buffer.concat([whole.subarray(0, 188 * 3), whole.subarray(188 * 3 + (at?.length ?? 0))]))).toBeUndefined()
  expect(await found(Buffer.alloc(188 * 4, 0x47))).toBeUndefined()
  expect(await found(Buffer.alloc(0))).toBeUndefined()
})

test('of an encrypted film none are offered', async () => {
  await performEncodeVideo(
    { ...inputOf(await clip(join(clips, 'film.mp4'), '320x180', 2), here.sink), key: '00112233445566778899aabbccddeeff' },
    here.attempt,
  )
  expect(await readFile(join(here.sink, 'master.m3u8'), 'utf8')).not.toContain('I-FRAME')
  await expect(readFile(join(here.sink, '180p', 'iframes.m3u8'))).rejects.toThrow('ENOENT')
  expect(await readFile(join(here.sink, 'storyboard.vtt'), 'utf8')).toContain('storyboard-0.jpg#xywh=0,0,160,90')
})
