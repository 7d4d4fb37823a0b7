import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { clip, ffmpeg, inputOf, keyframes, look, type Place, place, processesNaming } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'
import { hasFilters } from './ffmpeg.ts'
import { playlistEntries } from './playlists.ts'

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
const sizesOf = (renditions: { name: string; width: number; height: number }[]) => renditions.map((r) => `${r.name} ${r.width}x${r.height}`)
const videoOf = (rung: string, entries: string) => look(join(here.sink, rung, 'index.m3u8'), `stream=${entries}`, '-select_streams', 'v')

describe('a landscape video of two segments', () => {
  let out: Awaited<ReturnType<typeof encode>>
  let sink: string
  let shares: number[]
  let done: Place
  beforeAll(async () => {
    done = here = await place()
    ;({ sink, shares } = done)
    out = await encode(await clip(join(clips, 'landscape.mp4'), '1280x720', 7))
  })
  afterAll(() => done.remove())

  test('comes out as the ladder from its own size down, each file where the contract says', async () => {
    expect(sizesOf(out.renditions)).toEqual(['720p 1280x720', '480p 854x480', '360p 640x360'])
    expect(out).toMatchObject({ width: 1280, height: 720, hasAudio: true })
    expect(out.seconds).toBeCloseTo(7, 1)
    expect((await readdir(sink)).sort()).toEqual([
      ...['360p', '480p', '720p', 'master.m3u8', 'poster.jpg', 'storyboard-0.jpg', 'storyboard.vtt'],
    ])
    for (const { name, width, height } of out.renditions) {
      expect((await readdir(join(sink, name))).sort()).toEqual(['00000.ts', '00001.ts', 'iframes.m3u8', 'index.m3u8'])
      const seen = await look(join(sink, name, '00001.ts'), 'stream=codec_name,width,height,pix_fmt')
      expect(seen.join(' ')).toContain(`h264 ${width} ${height} yuv420p`)
      expect(seen).toContain('aac')
    }
  })

  test('has its keyframes at the same multiples of six seconds in every rung, and cuts there', async () => {
    for (const { name } of out.renditions) {
      expect(await keyframes(join(sink, name, 'index.m3u8'))).toEqual([0, 6])
      const entries = playlistEntries(await readFile(join(sink, name, 'index.m3u8'), 'utf8'))
      expect(entries.map((entry) => Math.round(entry.seconds * 100) / 100)).toEqual([6, 1])
    }
  })

  test('has a master playlist that tells the truth', async () => {
    const master = await readFile(join(sink, 'master.m3u8'), 'utf8')
    for (const { name, bandwidth, width, height, codecs, bytes } of out.renditions) {
      expect(master).toContain(`BANDWIDTH=${bandwidth},AVERAGE-BANDWIDTH=`)
      expect(master).toContain(`RESOLUTION=${width}x${height},CODECS="${codecs}",FRAME-RATE=30.000\n${name}/index.m3u8`)
      expect(codecs).toMatch(/^avc1\.6400(1E|1F),mp4a\.40\.2$/)
      expect(bandwidth).toBeGreaterThanOrEqual(Math.floor((bytes * 8) / out.seconds))
    }
    expect(await look(join(sink, 'master.m3u8'), 'format=nb_programs')).toEqual(['3'])
  })

  test('has a poster that is not black', async () => {
    const poster = sharp(await readFile(join(sink, 'poster.jpg')))
    expect(await poster.metadata()).toMatchObject({ format: 'jpeg', width: 1280, height: 720 })
    expect((await poster.stats()).channels[0]!.mean).toBeGreaterThan(50)
  })

  test('reports progress that only grows, from 0 to 1', () => {
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
    expect(shares.length).toBeGreaterThan(2)
  })

  test('leaves no segment, no pid file and no process behind', async () => {
    const left = await readdir(done.attempt.workDir, { recursive: true })
    expect(left.filter((name) => /\.(ts|tmp|pid|m3u8)$/.test(name))).toEqual([])
    expect(await processesNaming(done.root)).toEqual([])
  })
})

test('a phone video that is only flagged as turned comes out upright', async () => {
  await clip(join(clips, 'flat.mp4'), '640x360', 2)
  await ffmpeg(`-i ${join(clips, 'flat.mp4')} -c copy -metadata:s:v:0 rotate=90`, join(clips, 'turned.mp4'))
  const out = await encode(join(clips, 'turned.mp4'))
  expect(sizesOf(out.renditions)).toEqual(['360p 360x640'])
  expect(out).toMatchObject({ width: 360, height: 640 })
  expect(await videoOf('360p', 'width,height')).toEqual(expect.arrayContaining(['360', '640']))
  expect((await sharp(await readFile(join(here.sink, 'poster.jpg'))).metadata()).height).toBe(640)
  expect(await look(join(here.sink, '360p', '00000.ts'), 'stream_side_data=rotation')).toEqual([])
})

test('odd sizes become even', async () => {
  const out = await encode(await clip(join(clips, 'odd.mp4'), '641x363', 1, '-pix_fmt yuv444p'))
  expect(sizesOf(out.renditions)).toEqual(['360p 636x360'])
})

test('without sound there is no audio stream and no audio codec', async () => {
  const out = await encode(await clip(join(clips, 'mute.mp4'), '640x360', 1, '', false))
  expect(out.hasAudio).toBe(false)
  expect(out.renditions[0]!.codecs).toBe('avc1.64001E')
  expect(await look(join(here.sink, '360p', '00000.ts'), 'stream=codec_type')).not.toContain('audio')
})

test('a small source with one channel of sound keeps its size and its sound', async () => {
  const out = await encode(await clip(join(clips, 'small.mp4'), '426x240', 1, '-ac 1'))
  expect(sizesOf(out.renditions)).toEqual(['240p 426x240'])
  expect(await look(join(here.sink, '240p', '00000.ts'), 'stream=codec_name,channels', '-select_streams', 'a')).toEqual(
    expect.arrayContaining(['aac', '1']),
  )
})

test('wide pixels are made square', async () => {
  const out = await encode(await clip(join(clips, 'wide.mp4'), '320x240', 1, '-vf setsar=4/3'))
  expect(sizesOf(out.renditions)).toEqual(['240p 426x240'])
  expect(await videoOf('240p', 'sample_aspect_ratio')).toContain('1:1')
})

test('120 frames a second become 60, a varying rate becomes constant', async () => {
  await ffmpeg('-f lavfi -i testsrc2=size=320x180:rate=120:duration=1 -c:v libx264 -preset ultrafast', join(clips, 'fast.mp4'))
  await encode(join(clips, 'fast.mp4'))
  expect(await videoOf('180p', 'avg_frame_rate')).toContain('60/1')
  await ffmpeg(
    `-f lavfi -i testsrc2=size=320x180:rate=30:duration=3 -vf select=not(eq(mod(n\\,7)\\,3)) -vsync vfr -c:v libx264 -preset ultrafast`,
    join(clips, 'varying.mp4'),
  )
  const out = await encode(join(clips, 'varying.mp4'))
  expect(await videoOf('180p', 'avg_frame_rate')).toContain('30/1')
  expect(out.seconds).toBeCloseTo(3, 1)
})

test('a picture frozen for a minute stays as long as it was, in every rung alike', async () => {
  await ffmpeg(
    `-f lavfi -i testsrc2=size=854x480:rate=10:duration=2 -f lavfi -i sine=duration=62 -vf setpts=if(gte(N\\,10)\\,PTS+60/TB\\,PTS) -vsync passthrough -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac`,
    join(clips, 'frozen.mkv'),
  )
  const out = await encode(join(clips, 'frozen.mkv'))
  expect(out.seconds).toBeCloseTo(62, 0)
  const [first, second] = await Promise.all(out.renditions.map(({ name }) => keyframes(join(here.sink, name, 'index.m3u8'))))
  expect(first).toEqual([0, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60])
  expect(second).toEqual(first)
  // Its sound is where the picture is, not all in the first segment.
  const sound = await look(join(here.sink, '360p', '00005.ts'), 'packet=pts_time', '-select_streams', 'a')
  expect(sound.length).toBeGreaterThan(200)
})

test('ten bits in PQ come out as eight bits in BT.709, tone-mapped where ffmpeg can', async () => {
  const path = await clip(
    join(clips, 'hdr.mp4'),
    '320x180',
    1,
    '-pix_fmt yuv420p10le -color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc',
  )
  await encode(path)
  expect(await videoOf('180p', 'pix_fmt,color_transfer,color_space,color_primaries')).toEqual(
    expect.arrayContaining(['yuv420p', 'bt709', 'bt709', 'bt709']),
  )
  expect(await hasFilters('zscale', 'tonemap', 'scale')).toBe(true)
  expect(await hasFilters('no-such-filter')).toBe(false)
})

test('a recording whose container says no length at all is encoded whole', async () => {
  await clip(join(clips, 'live.mkv'), '320x180', 3, '-f matroska -live 1')
  expect((await encode(join(clips, 'live.mkv'))).seconds).toBeCloseTo(3, 0)
})

test('sound that goes on after the picture is no truncation', async () => {
  await ffmpeg(
    '-f lavfi -i testsrc2=size=320x180:rate=30:duration=2 -f lavfi -i sine=duration=8 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac',
    join(clips, 'tail.flv'),
  )
  expect((await encode(join(clips, 'tail.flv'))).seconds).toBeCloseTo(2, 0)
})

test('a black video still gets a poster', async () => {
  await ffmpeg('-f lavfi -i color=black:size=320x180:rate=30:duration=1 -c:v libx264 -preset ultrafast', join(clips, 'black.mp4'))
  await encode(join(clips, 'black.mp4'))
  expect((await sharp(await readFile(join(here.sink, 'poster.jpg'))).metadata()).width).toBe(320)
})

test('a poster avoids the black part of its window', async () => {
  await ffmpeg(
    `-f lavfi -i testsrc2=size=320x180:rate=30:duration=8 -vf drawbox=t=fill:color=black:enable=lt(t\\,1.9) -c:v libx264 -preset ultrafast`,
    join(clips, 'fade.mp4'),
  )
  await encode(join(clips, 'fade.mp4'))
  expect((await sharp(await readFile(join(here.sink, 'poster.jpg'))).stats()).channels[0]!.mean).toBeGreaterThan(50)
})

test('an abort ends ffmpeg before the promise settles, and what is made of it so far says that it is not whole', async () => {
  const path = await clip(join(clips, 'long.mp4'), '854x480', 30)
  let seen: Promise<number[]> | undefined
  const aborting = await place((share) => {
    if (share === 0) return
    seen ??= processesNaming(`${aborting.attempt.workDir}/`).finally(() => aborting.abort.abort(new Error('cancelled')))
  })
  await expect(performEncodeVideo(inputOf(path, aborting.sink), aborting.attempt)).rejects.toThrow('cancelled')
  expect(await seen).toHaveLength(1)
  expect(await processesNaming(aborting.root)).toEqual([])
  for (const rung of ['480p', '360p'].map((name) => join(aborting.sink, name, 'index.m3u8')).filter(existsSync)) {
    expect(await readFile(rung, 'utf8')).not.toContain('ENDLIST')
  }
  await aborting.remove()
})
