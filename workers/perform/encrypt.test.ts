import { createDecipheriv } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from '#tests/media/hls-rules.ts'
import { folder, type Read } from '#tests/media/ladder.ts'
import { clip, inputOf, look, type Place, place } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'

const KEY = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

let clips: string
let open: Place
let sealed: Place
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'clips-'))
  const path = await clip(join(clips, 'film.mp4'), '640x360', 14)
  open = await place()
  sealed = await place()
  await performEncodeVideo(inputOf(path, open.sink), open.attempt)
  await performEncodeVideo({ ...inputOf(path, sealed.sink), key: KEY.toString('hex') }, sealed.attempt)
})
afterAll(async () => {
  await open.remove()
  await sealed.remove()
  await rm(clips, { recursive: true, force: true })
})

/** RFC 8216, 5.2: AES-128-CBC with PKCS7, and the media sequence number as IV where the playlist names none. */
function decrypted(bytes: Buffer, sequence: number): Buffer {
  const iv = Buffer.alloc(16)
  iv.writeUInt32BE(sequence, 12)
  const decipher = createDecipheriv('aes-128-cbc', KEY, iv)
  return Buffer.concat([decipher.update(bytes), decipher.final()])
}

/** How many packets of a transport stream there would be, and how many begin as one does: with 0x47, every 188 bytes. */
function packets(bytes: Buffer): { all: number; marked: number } {
  const all = Math.floor(bytes.length / 188)
  return { all, marked: Array.from({ length: all }, (_, at) => bytes[at * 188]).filter((byte) => byte === 0x47).length }
}

test('nothing of a segment can be read without the key, and all of it with', async () => {
  for (const name of ['00000.ts', '00001.ts', '00002.ts']) {
    const bytes = await readFile(join(sealed.sink, '360p', name))
    const shut = packets(bytes)
    expect(shut.marked).toBeLessThan(shut.all / 20)
    const opened = packets(decrypted(bytes, Number.parseInt(name, 10)))
    expect(opened.marked).toBe(opened.all)
  }
})

test('the playlists name the key, and otherwise keep every rule', async () => {
  const text = await readFile(join(sealed.sink, '360p', 'index.m3u8'), 'utf8')
  expect(text).toContain('#EXT-X-KEY:METHOD=AES-128,URI="../key"\n#EXTINF')
  const plain = folder(sealed.sink)
  const read: Read = async (path) => {
    const bytes = await plain(path)
    return path.endsWith('.ts') ? decrypted(bytes, Number.parseInt(basename(path), 10)) : bytes
  }
  // A part of an encrypted segment cannot be decrypted: there are no key pictures to be had alone.
  expect((await violations(read)).filter(({ cites }) => cites !== 'Apple 6.1')).toEqual(await violations(folder(open.sink)))
})

test('a player that has the key shows the whole film', async () => {
  const frames = async (place: Place) =>
    Number(
      (
        await look(
          join(place.sink, '360p', 'index.m3u8'),
          'stream=nb_read_packets',
          '-allowed_extensions',
          'ALL',
          '-count_packets',
          '-select_streams',
          'v',
        )
      )[0],
    )
  await writeFile(join(sealed.sink, 'key'), KEY)
  expect(await frames(sealed)).toBe(await frames(open))
  await writeFile(join(sealed.sink, 'key'), Buffer.alloc(16))
  await expect(frames(sealed)).rejects.toThrow()
})
