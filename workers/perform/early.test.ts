import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EncodeNews } from '#tenants/media/jobs.ts'
import { clip, inputOf, type Place, place } from './clips.ts'
import { performEncodeVideo } from './encode-video.ts'
import { mediaPlaylist, playlistEntries, targetSeconds } from './playlists.ts'

const RUNGS = ['480p', '360p']

/** What somebody who asks at each report finds. */
interface Look {
  readonly share: number
  readonly news: unknown
  readonly master: boolean
  readonly playlists: readonly string[]
}

let clips: string
let here: Place
let seen: Look[]
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'early-'))
  seen = []
  here = await place((share, news) => {
    const master = existsSync(join(here.sink, 'master.m3u8'))
    const paths = RUNGS.map((rung) => join(here.sink, rung, 'index.m3u8'))
    const playlists = master ? paths.map((path) => readFileSync(path, 'utf8')) : []
    for (const [at, playlist] of playlists.entries()) {
      // Whatever a playlist names is there when it names it.
      for (const { name } of playlistEntries(playlist)) expect(statSync(join(here.sink, RUNGS[at] ?? '', name)).size).toBeGreaterThan(0)
    }
    seen.push({ share, news, master, playlists })
  })
  await performEncodeVideo(inputOf(await clip(join(clips, 'long.mp4'), '854x480', 40), here.sink), here.attempt)
})
afterAll(async () => {
  await here.remove()
  await rm(clips, { recursive: true })
})

const growing = () => seen.filter(({ master, share }) => master && share < 0.98)

test('there is something to watch long before the end, and it grows without a line being taken back', () => {
  const early = growing()
  expect(early.length).toBeGreaterThan(2)
  const lengths = new Set<number>()
  for (const [at] of RUNGS.entries()) {
    let before = ''
    for (const { playlists } of early) {
      const now = playlists[at] ?? ''
      expect(now.startsWith(before)).toBe(true)
      expect(now).toContain('#EXT-X-PLAYLIST-TYPE:EVENT')
      expect(now).not.toContain('#EXT-X-ENDLIST')
      before = now
      lengths.add(playlistEntries(now).length)
    }
  }
  expect(lengths.size).toBeGreaterThan(2)
})

test('what is told of it is true: so many seconds are there, of so many', () => {
  const told = seen.flatMap(({ news, playlists }) => (news === undefined ? [] : [{ ...EncodeNews.parse(news), playlists }]))
  expect(told.length).toBeGreaterThan(2)
  for (const { until, seconds, width, height, playlists } of told) {
    expect([Math.round(seconds), width, height]).toEqual([40, 854, 480])
    const there = playlists.map((playlist) => playlistEntries(playlist).reduce((sum, entry) => sum + entry.seconds, 0))
    expect(until).toBeLessThanOrEqual(Math.min(...there) + 0.001)
    expect(until).toBeGreaterThan(5.5)
  }
})

test('in the end each playlist is whole, and begins with every line it ever had but its type', async () => {
  const [last] = growing().slice(-1)
  for (const [at, rung] of RUNGS.entries()) {
    const whole = await readFile(join(here.sink, rung, 'index.m3u8'), 'utf8')
    expect(whole).toMatch(/#EXT-X-PLAYLIST-TYPE:VOD\n[^]*#EXT-X-ENDLIST\n$/)
    expect(whole.replace('VOD', 'EVENT').startsWith(last?.playlists[at] ?? 'none')).toBe(true)
    expect(playlistEntries(whole).reduce((sum, entry) => sum + entry.seconds, 0)).toBeCloseTo(40, 0)
  }
})

test('the target is what no segment is longer than once it is rounded, from the first line on', () => {
  expect([targetSeconds({ num: 30, den: 1 }), targetSeconds({ num: 30_000, den: 1001 }), targetSeconds({ num: 1, den: 1 })]).toEqual([6, 6, 7])
  expect(mediaPlaylist([{ name: '00000.ts', seconds: 2 }], { num: 25, den: 1 }, false)).toBe(
    `#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXTINF:2.000000,\n00000.ts\n`,
  )
})

test('a playlist that is being written is read up to its last whole line', () => {
  expect(playlistEntries('#EXTM3U\n#EXTINF:6.0,\n00000.ts\n#EXTINF:6.0,\n0000')).toEqual([{ name: '00000.ts', seconds: 6 }])
})
