import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { ffmpeg, inputOf, type Place, place } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'
import { storyboardIndex } from './storyboard.ts'

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

const encode = async (path: string) => encodeVideo.output.parse(await performEncodeVideo(inputOf(path, here.sink), here.attempt))

/** A film that grows evenly from black to white, so each picture tells when it was taken. */
async function dawn(size: string, seconds: number, more = ''): Promise<string> {
  const path = join(clips, 'dawn.mp4')
  const picture = `-f lavfi -i color=white:size=${size}:rate=10:duration=${seconds},fade=d=${seconds}`
  await ffmpeg(`${picture} ${more} -c:v libx264 -preset ultrafast -pix_fmt yuv420p`.replace(/\s+/g, ' '), path)
  return path
}

interface Picture {
  readonly from: number
  readonly to: number
  readonly width: number
  readonly height: number
  /** 0 is black, 1 is white. */
  readonly light: number
}

const CUE = /^(\d\d):(\d\d):([\d.]+) --> (\d\d):(\d\d):([\d.]+)\n(storyboard-\d+\.jpg)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm

/** What a player finds: each cue, and the picture it points to. */
async function pictures(): Promise<Picture[]> {
  const index = await readFile(join(here.sink, 'storyboard.vtt'), 'utf8')
  expect(index.startsWith('WEBVTT\n\n')).toBe(true)
  const found: Picture[] = []
  for (const [, ...parts] of index.matchAll(CUE)) {
    const [h1 = 0, m1 = 0, s1 = 0, h2 = 0, m2 = 0, s2 = 0] = parts.slice(0, 6).map(Number)
    const [left = 0, top = 0, width = 0, height = 0] = parts.slice(7).map(Number)
    const cut = sharp(await readFile(join(here.sink, parts[6] ?? ''))).extract({ left, top, width, height })
    const light = (await sharp(await cut.toBuffer()).stats()).channels[0]!.mean / 255
    found.push({ from: h1 * 3600 + m1 * 60 + s1, to: h2 * 3600 + m2 * 60 + s2, width, height, light })
  }
  return found
}

/** Each picture is from the middle of its stretch, and the stretches cover the film. */
function tellTheirTime(found: readonly Picture[], seconds: number): void {
  for (const [nth, { from, light }] of found.entries()) {
    const until = found[nth + 1]?.from ?? seconds
    expect(Math.abs(light * seconds - (from + until) / 2), `${nth}: ${light * seconds} of ${from} to ${until}`).toBeLessThan(
      0.2 + seconds / 100,
    )
    if (nth > 0) expect(found[nth - 1]?.to).toBe(from)
  }
  expect(found[0]?.from).toBe(0)
  expect(found.at(-1)?.to).toBeGreaterThan(seconds)
}

test('a film of more than one sheet has a picture of every stretch, from its middle, and no bytes that are not counted', async () => {
  const out = await encode(await dawn('320x180', 61))
  expect(out.storyboard).toBe(true)
  const found = await pictures()
  expect(found).toHaveLength(30)
  expect(found[0]).toMatchObject({ width: 160, height: 90 })
  tellTheirTime(found, 61)
  expect(existsSync(join(here.sink, 'storyboard-1.jpg'))).toBe(true)
  expect(existsSync(join(here.sink, 'storyboard-2.jpg'))).toBe(false)
  const loose = [
    'master.m3u8',
    'poster.jpg',
    'storyboard.vtt',
    'storyboard-0.jpg',
    'storyboard-1.jpg',
    '180p/index.m3u8',
    '180p/iframes.m3u8',
  ]
  const sizes = await Promise.all(loose.map(async (name) => (await readFile(join(here.sink, name))).length))
  expect(out.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0) + out.renditions[0]!.bytes)
})

test.each([
  ['upright', '180x320', 90, 160],
  ['4:3', '640x480', 160, 120],
  ['of an odd size', '641x363', 160, 90],
  ['smaller than a small picture', '64x36', 64, 36],
  ['very wide', '640x16', 160, 4],
])('pictures of a film that is %s have its shape', async (_, size, width, height) => {
  await encode(await dawn(size, 5))
  const found = await pictures()
  expect(found.map((one) => [one.width, one.height])).toEqual([
    [width, height],
    [width, height],
  ])
  tellTheirTime(found, 5)
})

test('three seconds have one picture; so has a moment, with sound or without', async () => {
  await encode(await dawn('320x180', 3))
  expect(await pictures()).toMatchObject([{ from: 0 }])
  tellTheirTime(await pictures(), 3)
  await encode(await dawn('320x180', 0.4, '-f lavfi -i sine=duration=0.4 -c:a aac'))
  expect(await pictures()).toHaveLength(1)
})

test('while the picture stands still its stretches show it', async () => {
  await ffmpeg(
    '-f lavfi -i color=gray:size=320x180:rate=10:duration=3 -vf setpts=if(gte(N\\,10)\\,PTS+20/TB\\,PTS),drawbox=color=white:t=fill:enable=gte(n\\,10) -vsync passthrough -c:v libx264 -preset ultrafast -pix_fmt yuv420p',
    join(clips, 'still.mkv'),
  )
  await encode(join(clips, 'still.mkv'))
  const found = await pictures()
  expect(found.length).toBeGreaterThan(9)
  for (const { light } of found.slice(0, -1)) expect(light).toBeLessThan(0.7)
  expect(found.at(-1)?.light).toBeGreaterThan(0.9)
})

test('a storyboard that cannot be left costs the film nothing, and is told to the log', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  // A folder with something in it stands where the first sheet belongs.
  await mkdir(join(here.sink, 'storyboard-0.jpg'), { recursive: true })
  await writeFile(join(here.sink, 'storyboard-0.jpg', 'other'), 'x')
  const out = await encode(await dawn('320x180', 3))
  expect(out.storyboard).toBe(false)
  expect(await readFile(join(here.sink, 'master.m3u8'), 'utf8')).toContain('180p/index.m3u8')
  expect(log.mock.calls.map(([said]) => said)).toEqual([expect.stringContaining('without storyboard')])
  log.mockRestore()
})

test('hours have their index in hours, and the second sheet begins with the twenty-sixth picture', () => {
  const index = storyboardIndex({ width: 160, height: 90, every: 150 }, 26, 3900)
  expect(index).toContain('01:00:00.000 --> 01:02:30.000\nstoryboard-0.jpg#xywh=640,360,160,90\n')
  expect(index).toContain('01:02:30.000 --> 01:05:01.000\nstoryboard-1.jpg#xywh=0,0,160,90\n')
})
