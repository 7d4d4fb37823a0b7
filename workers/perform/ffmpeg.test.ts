import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Link } from '#tests/setup/link.ts'
import { until } from '#tests/setup/server.ts'
import { childrenNaming, clip, inputOf, place } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'
import { binaries, findBinaries } from './ffmpeg.ts'
import { playlistEntries } from './playlists.ts'

const systemPath = process.env.PATH
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bin-'))
  // Before anything here has looked: this file's process works with npm's binaries throughout.
  process.env.PATH = ''
  binaries()
  process.env.PATH = systemPath
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('what is on the PATH wins, and only when it may be executed', async () => {
  for (const tool of ['ffmpeg', 'ffprobe']) await writeFile(join(folder, tool), '#!/bin/sh\n')
  expect(findBinaries(folder).ffmpeg).toContain('node_modules')
  for (const tool of ['ffmpeg', 'ffprobe']) await chmod(join(folder, tool), 0o755)
  expect(findBinaries(`/nowhere:${folder}`)).toEqual({ ffmpeg: join(folder, 'ffmpeg'), ffprobe: join(folder, 'ffprobe') })
})

test.each(['a file', 'a link'])('without a system ffmpeg the old one from npm makes the same ladder of %s', async (from) => {
  expect(binaries().ffmpeg).toContain('node_modules')
  const here = await place()
  const path = await clip(join(folder, 'source.mp4'), '854x480', 7)
  const link = (await Link.to(path)).hold(0.9, 0.98)
  const input = inputOf(path, here.sink)
  const encoding = performEncodeVideo(from === 'a file' ? input : { ...input, source: { kind: 'url', url: link.url } }, here.attempt)
  // Else it could all be there before it is opened.
  if (from === 'a link') await until('ffmpeg reads it', async () => (await childrenNaming('http://127.0.0.1')).length > 0)
  link.release()
  const out = await encoding
  await link.close()
  expect(out.renditions.map((rung) => [rung.name, rung.segments])).toEqual([
    ['480p', 2],
    ['360p', 2],
  ])
  for (const { name } of out.renditions) {
    const entries = playlistEntries(await readFile(join(here.sink, name, 'index.m3u8'), 'utf8'))
    expect(entries.map((entry) => Math.round(entry.seconds))).toEqual([6, 1])
  }
  await here.remove()
})
