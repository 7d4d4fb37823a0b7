import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { PermanentFailure } from '#tenants/jobs/contract.ts'
import { Link } from '#tests/setup/link.ts'
import { until } from '#tests/setup/server.ts'
import { childrenNaming, clip, ffmpeg, inputOf, type Place, place } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'
import { blame, headOf } from './failures.ts'

let clips: string
let good: string
let here: Place
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'poison-'))
  good = await clip(join(clips, 'good.mp4'), '320x180', 8)
})
afterAll(() => rm(clips, { recursive: true, force: true }))
beforeEach(async () => {
  here = await place()
})
afterEach(() => here.remove())

type Input = Parameters<typeof performEncodeVideo>[0]

async function outcome(input: Input): Promise<string> {
  const error = await performEncodeVideo(input, here.attempt).then(
    () => new Error('it was encoded'),
    (reason) => reason,
  )
  return error instanceof PermanentFailure ? error.code : `not permanent: ${error}`
}

/** Nothing comes before ffprobe has opened the address of this machine: a film that is there already would be read as a file. */
async function outcomeBehindLink(path: string): Promise<string> {
  const link = (await Link.to(path)).hold(0)
  const ended = new AbortController()
  try {
    const refused = outcome({ ...inputOf(path, here.sink), source: { kind: 'url', url: link.url } }).finally(() => ended.abort())
    await until('ffprobe asks', async () => ended.signal.aborted || (await childrenNaming('http://127.0.0.1')).length > 0)
    link.release()
    return await refused
  } finally {
    await link.close()
  }
}

/** The same wherever it lies. */
async function refusal(path: string): Promise<string> {
  const asFile = await outcome(inputOf(path, here.sink))
  expect(await outcomeBehindLink(path), `${path} behind a link`).toBe(asFile)
  return asFile
}

async function written(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(clips, name), content)
  return join(clips, name)
}

test('an empty file', async () => {
  expect(await refusal(await written('empty.mp4', ''))).toBe('media.empty')
})

test('text, noise and a picture that call themselves a video', async () => {
  expect(await refusal(await written('text.mp4', 'Dear students,\n'.repeat(500)))).toBe('media.not_media')
  expect(await refusal(await written('noise.mp4', Buffer.alloc(100_000, 'x7')))).toBe('media.not_media')
  await ffmpeg('-f lavfi -i testsrc2=size=320x180 -frames:v 1 -f image2', join(clips, 'picture.png'))
  expect(await refusal(await written('picture.mp4', await readFile(join(clips, 'picture.png'))))).toBe('media.not_media')
})

test('sound alone, also with cover art', async () => {
  await ffmpeg('-f lavfi -i sine=duration=1 -c:a aac', join(clips, 'sound.mp4'))
  expect(await refusal(join(clips, 'sound.mp4'))).toBe('media.no_video')
  await ffmpeg(
    '-f lavfi -i sine=duration=1 -f lavfi -i testsrc2=size=320x180:rate=1:duration=1 -map 0 -map 1 -frames:v 1 -c:v mjpeg -pix_fmt yuvj420p -disposition:v attached_pic',
    join(clips, 'cover.mp3'),
  )
  expect(await refusal(join(clips, 'cover.mp3'))).toBe('media.no_video')
})

test('an upload that was cut off before its index', async () => {
  const whole = await readFile(good)
  expect(await refusal(await written('no-moov.mp4', whole.subarray(0, whole.length / 2)))).toBe('media.truncated')
})

test('an upload that was cut off after its index, as MP4 and as Matroska', async () => {
  await ffmpeg(`-i ${good} -c copy -movflags +faststart`, join(clips, 'index-first.mp4'))
  const mp4 = await readFile(join(clips, 'index-first.mp4'))
  expect(await refusal(await written('cut.mp4', mp4.subarray(0, mp4.length * 0.4)))).toBe('media.truncated')
  await ffmpeg(`-i ${good} -c copy`, join(clips, 'whole.mkv'))
  const mkv = await readFile(join(clips, 'whole.mkv'))
  expect(await refusal(await written('cut.mkv', mkv.subarray(0, mkv.length * 0.4)))).toBe('media.truncated')
})

test('an index without any of its frames', async () => {
  await ffmpeg(`-i ${good} -c copy -movflags +faststart`, join(clips, 'frames.mp4'))
  const mp4 = await readFile(join(clips, 'frames.mp4'))
  mp4.fill(0x55, mp4.indexOf('mdat') + 4)
  expect(await refusal(await written('hollow.mp4', mp4))).toBe('media.truncated')
})

test('more than twelve hours', async () => {
  await ffmpeg('-f lavfi -i color=size=16x16:rate=1/600:duration=50000 -c:v libx264 -preset ultrafast', join(clips, 'endless.mp4'))
  expect(await refusal(join(clips, 'endless.mp4'))).toBe('media.too_long')
})

test('a script that names other files or addresses opens none of them', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  const url = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/secret.ts`)
    })
  })
  const list = `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:6,\n${url}\n#EXTINF:6,\nfile://${good}\n#EXT-X-ENDLIST\n`
  const hostile = {
    'concat.mp4': `ffconcat version 1.0\nfile '${good}'\n`,
    'list.mp4': list,
    'local.m3u8': list.replace(url, good),
    'dash.mp4': `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" mediaPresentationDuration="PT8S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${url}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    'session.mp4': `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n`,
  }
  for (const [name, content] of Object.entries(hostile))
    expect([name, await refusal(await written(name, content))]).toEqual([name, 'media.not_media'])
  await symlink(join(clips, 'concat.mp4'), join(clips, 'linked.mov'))
  expect(await refusal(join(clips, 'linked.mov'))).toBe('media.not_media')
  expect(asked).toEqual([])
  await new Promise((resolve) => server.close(resolve))
})

test('a source that is not there, or a sink that cannot be written, is worth another try', async () => {
  expect(await outcome(inputOf(join(clips, 'missing.mp4'), here.sink))).toContain('not permanent: Error: ENOENT')
  const file = await written('a-file', 'x')
  const error = await performEncodeVideo(inputOf(good, join(file, 'below')), here.attempt).catch((reason) => reason)
  expect(error).toMatchObject({ code: 'ENOTDIR' })
})

test('a full disk is never blamed on the video', async () => {
  const head = (length: number) => headOf(good, length)
  expect(
    await blame({ head }, 'av_interleaved_write_frame(): No space left on device\nInvalid data found when processing input'),
  ).toBeUndefined()
})
