import { expect, test } from 'vitest'
import { averageBandwidth, codecsOf, masterPlaylist, measured, peakBandwidth } from './master.ts'
import { playlistEntries } from './playlists.ts'

const segments = [
  { name: '00000.ts', seconds: 6, bytes: 3_000_000 },
  { name: '00001.ts', seconds: 6, bytes: 4_500_000 },
  { name: '00002.ts', seconds: 0.1, bytes: 500_000 },
]

test('the peak is the fattest stretch, and a tail of a blink does not count alone', () => {
  expect(peakBandwidth(segments)).toBe(Math.ceil((5_000_000 * 8) / 6.1))
  expect(averageBandwidth(segments)).toBe(Math.ceil((8_000_000 * 8) / 12.1))
})

test('a video of one short segment has its own rate as the peak', () => {
  expect(peakBandwidth([{ name: '00000.ts', seconds: 0.5, bytes: 1000 }])).toBe(16_000)
})

test('the master playlist names each rung with what it really is', () => {
  const rung = { name: '720p', width: 1280, height: 720, codecs: 'avc1.64001F,mp4a.40.2', segments: segments.slice(0, 1) }
  expect(masterPlaylist([measured(rung)], { num: 30_000, den: 1001 })).toBe(
    [
      ...['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS'],
      '#EXT-X-STREAM-INF:BANDWIDTH=4000000,AVERAGE-BANDWIDTH=4000000,RESOLUTION=1280x720,CODECS="avc1.64001F,mp4a.40.2",FRAME-RATE=29.970',
      '720p/index.m3u8\n',
    ].join('\n'),
  )
})

test('codecs are named by RFC 6381', () => {
  const units = (...bytes: number[]) => Uint8Array.from([0x47, 0, 0, 0, 1, 9, 0xf0, ...bytes, 0xff])
  expect(codecsOf(units(0, 0, 0, 1, 0x67, 0x64, 0x00, 0x28), true)).toBe('avc1.640028,mp4a.40.2')
  expect(codecsOf(units(0, 0, 1, 0x27, 0x4d, 0x40, 0x1f), false)).toBe('avc1.4D401F')
  expect(() => codecsOf(units(0, 0, 1, 0x65), true)).toThrow('no sequence parameter set')
})

test('a media playlist is read entry by entry', () => {
  const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.006000,\n00000.ts\n#EXTINF:1.5,\n00001.ts\n#EXT-X-ENDLIST\n'
  expect(playlistEntries(playlist)).toEqual([
    { name: '00000.ts', seconds: 6.006 },
    { name: '00001.ts', seconds: 1.5 },
  ])
})
