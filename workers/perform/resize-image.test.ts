import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { resizeImage } from '#tenants/media/jobs.ts'
import { inputOf, type Place, place } from './clips.ts'
import { performResizeImage } from './resize-image.ts'

let pictures: string
let here: Place
beforeAll(async () => {
  pictures = await mkdtemp(join(tmpdir(), 'pictures-'))
})
afterAll(() => rm(pictures, { recursive: true, force: true }))
beforeEach(async () => {
  here = await place()
})
afterEach(() => here.remove())

const blank = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#2a6' } })
async function written(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(pictures, name), content)
  return join(pictures, name)
}
const resize = async (path: string, widths: number[]) =>
  resizeImage.output.parse(await performResizeImage({ ...inputOf(path, here.sink), widths }, here.attempt))
const refusal = (path: string) =>
  resize(path, [320]).then(
    () => 'it was resized',
    (error) => error.code,
  )

test('each width up to the source’s own becomes a webp of its name', async () => {
  const out = await resize(await written('wide.jpg', await blank(1000, 500).jpeg().toBuffer()), [960, 320, 320, 1600])
  expect(out).toMatchObject({ width: 1000, height: 500 })
  expect(out.variants.map(({ name, width, height }) => [name, width, height])).toEqual([
    ['320.webp', 320, 160],
    ['960.webp', 960, 480],
  ])
  expect((await readdir(here.sink)).sort()).toEqual(['320.webp', '960.webp'])
  const file = await readFile(join(here.sink, '960.webp'))
  expect(file.length).toBe(out.variants[1]!.bytes)
  expect(await sharp(file).metadata()).toMatchObject({ format: 'webp', width: 960, height: 480 })
})

test('a picture smaller than every width is kept at its own size', async () => {
  const out = await resize(await written('tiny.png', await blank(40, 30).png().toBuffer()), [320, 640])
  expect(out.variants).toMatchObject([{ name: '40.webp', width: 40, height: 30 }])
})

test('a phone picture is turned upright and loses where it was taken', async () => {
  const taken = await blank(400, 200)
    .withExif({ IFD0: { Copyright: 'Somebody' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const out = await resize(await written('phone.jpg', taken), [100])
  expect(out).toMatchObject({ width: 200, height: 400 })
  const made = await sharp(await readFile(join(here.sink, '100.webp'))).metadata()
  expect(made).toMatchObject({ width: 100, height: 200 })
  expect([made.exif, made.icc, made.xmp, made.orientation]).toEqual([undefined, undefined, undefined, undefined])
})

test('a tower too tall for WebP is made as wide as fits', async () => {
  const out = await resize(await written('tower.png', await blank(100, 20_000).png().toBuffer()), [100])
  expect(out.variants[0]!.height).toBeLessThanOrEqual(16_383)
})

test('an empty file, text, half a picture and an SVG are refused for good', async () => {
  expect(await refusal(await written('empty.png', ''))).toBe('media.empty')
  expect(await refusal(await written('text.png', 'Dear students'))).toBe('media.not_image')
  const whole = await sharp({
    create: { width: 800, height: 800, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  })
    .jpeg()
    .toBuffer()
  expect(await refusal(await written('half.jpg', whole.subarray(0, whole.length / 2)))).toBe('media.not_image')
  expect(
    await refusal(
      await written('drawn.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'),
    ),
  ).toBe('media.not_image')
})

test('a small file that unfolds into too many pixels is refused before it does', async () => {
  expect(await refusal(await written('bomb.png', bomb(20_000, 20_000)))).toBe('media.image_too_large')
})

test('a missing source is worth another try', async () => {
  expect(await refusal(join(pictures, 'missing.png'))).toBe('ENOENT')
})

/** A PNG whose header promises `width` by `height` grey pixels. */
function bomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(1000))), chunk('IEND', Buffer.alloc(0))])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
