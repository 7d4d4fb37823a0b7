import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Place, place } from './clips.ts'
import { DiskFull, refuseFullDisk, SegmentDamaged, segmentPublisher } from './publish.ts'
import { sinkOf } from './sink.ts'

let here: Place
beforeEach(async () => {
  here = await place()
  await mkdir(join(here.attempt.workDir, '360p'))
})
afterEach(() => here.remove())

const write = (name: string, bytes: number) => writeFile(join(here.attempt.workDir, '360p', name), Buffer.alloc(bytes, 0x47))
const publisher = (firsts: string[] = []) =>
  segmentPublisher(
    here.attempt.workDir,
    sinkOf({ kind: 'directory', path: here.sink }, here.attempt.signal, () => undefined),
    ['360p'],
    {
      async first(rung, path) {
        firsts.push(`${rung} ${(await readFile(path)).length}`)
      },
      grown: () => Promise.resolve(),
    },
  )

test('a segment leaves as soon as ffmpeg has noted it, though nothing is seen of the next one', async () => {
  const segments = publisher()
  await write('00000.ts', 188)
  await writeFile(join(here.attempt.workDir, '360p', 'index.m3u8'), '#EXTM3U\n#EXTINF:6.0,\n00000.ts\n')
  await segments.sweep()
  expect(await readdir(join(here.sink, '360p'))).toEqual(['00000.ts'])
})

test('a segment leaves when the next one is begun, the last one when ffmpeg has ended', async () => {
  const firsts: string[] = []
  const segments = publisher(firsts)
  await write('00000.ts', 188)
  await segments.sweep()
  expect(segments.published.get('360p')?.size).toBe(0)
  await write('00001.ts.tmp', 10)
  await segments.sweep()
  expect(await readdir(join(here.sink, '360p'))).toEqual(['00000.ts'])
  await write('00002.ts', 376)
  await segments.sweep(true)
  expect([...(segments.published.get('360p') ?? [])]).toEqual([
    ['00000.ts', 188],
    ['00002.ts', 376],
  ])
  expect(firsts).toEqual(['360p 188'])
})

test('a torn segment is never published', async () => {
  await write('00000.ts', 1000)
  await expect(publisher().sweep(true)).rejects.toThrow(SegmentDamaged)
  await write('00000.ts', 0)
  await expect(publisher().sweep(true)).rejects.toThrow(SegmentDamaged)
})

test('a disk that is nearly full stops the work before ffmpeg tears its segments', async () => {
  await expect(refuseFullDisk(here.root, Number.MAX_SAFE_INTEGER)).rejects.toThrow(DiskFull)
  await expect(refuseFullDisk(here.root, 1)).resolves.toBeUndefined()
})
