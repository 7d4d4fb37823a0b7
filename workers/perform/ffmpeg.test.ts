import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clip, inputOf, place } from './clips.ts'
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

test('without a system ffmpeg the old one from npm makes the same ladder', async () => {
  expect(binaries().ffmpeg).toContain('node_modules')
  const here = await place()
  const source = await clip(join(folder, 'source.mp4'), '854x480', 7)
  const out = await performEncodeVideo(inputOf(source, here.sink), here.attempt)
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
