import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clip, ffmpeg, inputOf, place } from '#workers/perform/clips.ts'
import { performEncodeVideo } from '#workers/perform/encode-video.ts'
import { growth, RULES, violations } from './hls-rules.ts'
import { later } from './transport-stream.ts'

// A checker that says nothing has to be shown to see: a good ladder is broken in one way at a time.

type Files = Map<string, Buffer>

let good: Files
let clips: string
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'rules-'))
  const here = await place()
  await performEncodeVideo(inputOf(await clip(join(clips, 'two.mp4'), '854x480', 13), here.sink), here.attempt)
  const names = await readdir(here.sink, { recursive: true })
  const files = names.filter((name) => /\.(ts|m3u8)$/.test(name))
  good = new Map(await Promise.all(files.map(async (name) => [name, await readFile(join(here.sink, name))] as const)))
  await here.remove()
})
afterAll(() => rm(clips, { recursive: true, force: true }))

const found = async (files: Files, level = 'must') => {
  const all = await violations(async (path) => files.get(path) ?? Promise.reject(new Error(`no ${path}`)))
  return [...new Set(all.filter((one) => one.level === level).map(({ cites, says }) => `${cites}: ${says}`))]
}

/** The good ladder with some texts changed; `everywhere` in both media playlists. */
function edited(changes: Record<string, (text: string) => string>): Files {
  const files = new Map(good)
  for (const [name, change] of Object.entries(changes)) {
    const targets = name === 'everywhere' ? ['480p/index.m3u8', '360p/index.m3u8'] : [name]
    for (const target of targets) {
      const before = good.get(target)?.toString('utf8') ?? ''
      const after = change(before)
      if (after === before) throw new Error(`nothing changed in ${target}`)
      files.set(target, Buffer.from(after))
    }
  }
  return files
}

const changed = (name: string, change: (bytes: Buffer) => Buffer): Files =>
  new Map(good).set(name, change(Buffer.from(good.get(name) ?? [])))
const growing = (text: string) => text.replace('#EXT-X-ENDLIST\n', '').replace('TYPE:VOD', 'TYPE:EVENT')
const scaled = (name: string, by: number) => (text: string) =>
  text.replace(new RegExp(`([:,]${name}=)(\\d+)`, 'g'), (_, head, bits) => `${head}${Math.round(Number(bits) * by)}`)

test('what the product makes breaks none of the rules, and the two recommendations it is known to break', async () => {
  expect(await found(good)).toEqual([])
  expect(await found(good, 'should')).toEqual([
    'RFC 8216 3.2: a segment begins with PAT and PMT',
    'Apple 1.13: there is a key frame every two seconds',
  ])
})

test('a ladder that still grows is as good, and one rung may be a segment ahead', async () => {
  const still = (text: string) => growing(text)
  expect(await found(edited({ everywhere: still }))).toEqual([])
  const behind = (text: string) => growing(text).replace(/#EXTINF:[^\n]+\n00002\.ts\n/, '')
  expect(await found(edited({ '480p/index.m3u8': behind, '360p/index.m3u8': still }))).toEqual([])
  expect(
    await found(edited({ '480p/index.m3u8': behind, '360p/index.m3u8': (text) => growing(text).replace('00002', '00001') })),
  ).not.toEqual([])
})

/** A change of each line that names a playlist of key pictures. */
const inIFrames = (change: (line: string) => string) => (text: string) => text.replace(/#EXT-X-I-FRAME-STREAM-INF[^\n]+/g, change)

const text: [string, Record<string, (text: string) => string>][] = [
  ['RFC 8216 4.3.1.1: EXTM3U is the first line', { 'master.m3u8': (t) => `\n${t}` }],
  ['RFC 8216 4.3.1.1: EXTM3U is the first line', { '360p/index.m3u8': (t) => t.replace('#EXTM3U\n', '') }],
  ['RFC 8216 4.3.1.2: a playlist names its version at most once', { 'master.m3u8': (t) => `${t}#EXT-X-VERSION:6\n` }],
  ['RFC 8216 4.1: a playlist is a master playlist or a media playlist', { 'master.m3u8': (t) => `${t}#EXT-X-ENDLIST\n` }],
  [
    'RFC 8216 4.1: a playlist is a master playlist or a media playlist',
    { '360p/index.m3u8': (t) => `${t}#EXT-X-STREAM-INF:BANDWIDTH=1\n` },
  ],
  [
    'RFC 8216 4.3.4.2: EXT-X-STREAM-INF is followed by the address of its playlist',
    { 'master.m3u8': (t) => `${t}#EXT-X-STREAM-INF:BANDWIDTH=1\n` },
  ],
  ['RFC 8216 4.3.4.2: BANDWIDTH is there, a whole number', { 'master.m3u8': (t) => t.replace(/:BANDWIDTH=\d+/g, ':BANDWIDTH=many') }],
  ['RFC 8216 4.3.4.2, Apple 9.13: BANDWIDTH of what is finished is its peak, not less', { 'master.m3u8': scaled('BANDWIDTH', 0.95) }],
  ['Apple 1.27: the measured peak is within 10 % of BANDWIDTH', { 'master.m3u8': scaled('BANDWIDTH', 1.2) }],
  [
    'Apple 1.29: the measured peak of what still grows is less than 125 % of BANDWIDTH',
    { 'master.m3u8': scaled('BANDWIDTH', 0.7), everywhere: growing },
  ],
  ['Apple 9.14: AVERAGE-BANDWIDTH is there', { 'master.m3u8': (t) => t.replace(/AVERAGE-BANDWIDTH=\d+,/g, '') }],
  ['Apple 1.26: the measured average is within 10 % of AVERAGE-BANDWIDTH', { 'master.m3u8': scaled('AVERAGE-BANDWIDTH', 0.8) }],
  ['Apple 9.1: CODECS is there', { 'master.m3u8': (t) => t.replace(/CODECS="[^"]+",/, '') }],
  ['RFC 8216 4.3.4.2: CODECS names what is in the segments, by RFC 6381', { 'master.m3u8': (t) => t.replace('64001F', '640028') }],
  ['RFC 8216 4.3.4.2: CODECS names what is in the segments, by RFC 6381', { 'master.m3u8': (t) => t.replace(',mp4a.40.2', '') }],
  ['Apple 9.2: RESOLUTION is there', { 'master.m3u8': (t) => t.replace('RESOLUTION=640x360,', '') }],
  ['RFC 8216 4.3.4.2: RESOLUTION is the picture as it is shown', { 'master.m3u8': (t) => t.replace('854x480', '852x480') }],
  ['Apple 9.15: FRAME-RATE is there', { 'master.m3u8': (t) => t.replace(/,FRAME-RATE=[\d.]+/, '') }],
  ['RFC 8216 4.3.4.2: FRAME-RATE is the highest there is, to three decimals', { 'master.m3u8': (t) => t.replace('30.000', '29.970') }],
  ['Apple 1.19: no more than 60 frames a second', { 'master.m3u8': (t) => t.replaceAll('30.000', '120.000') }],
  [
    'Apple 9.11, Apple 9.12: EXT-X-INDEPENDENT-SEGMENTS is in the master, or in each media playlist',
    {
      'master.m3u8': (t) => t.replace('#EXT-X-INDEPENDENT-SEGMENTS\n', ''),
      '360p/index.m3u8': (t) => t.replace('#EXT-X-INDEPENDENT-SEGMENTS\n', ''),
    },
  ],
  ['Apple 9.9: there are several bit rates', { 'master.m3u8': (t) => t.replace(/#EXT-X-STREAM-INF[^\n]+\n360p[^\n]+\n/, '') }],
  [
    'RFC 8216 4.3.1.2, RFC 8216 7: durations with a fraction need version 3',
    { '360p/index.m3u8': (t) => t.replace(/VERSION:\d/, 'VERSION:2') },
  ],
  ['RFC 8216 4.3.3: each tag of a media playlist is there at most once', { '360p/index.m3u8': (t) => `${t}#EXT-X-ENDLIST\n` }],
  ['RFC 8216 4.3.3.1: EXT-X-TARGETDURATION is there, a whole number', { everywhere: (t) => t.replace('#EXT-X-TARGETDURATION:6\n', '') }],
  ['RFC 8216 4.3.3.1: no EXTINF, rounded, is above the target duration', { everywhere: (t) => t.replace('DURATION:6', 'DURATION:5') }],
  [
    'Apple 7.7: no segment is more than 0.5 s longer than the target duration',
    { everywhere: (t) => t.replace('DURATION:6', 'DURATION:5') },
  ],
  ['RFC 8216 4.3.2.1: each segment has its EXTINF', { '360p/index.m3u8': (t) => t.replace(/#EXTINF[^\n]+\n00001/, '00001') }],
  ['Apple 8.1: sums of EXTINF are within one frame of what they stand for', { everywhere: (t) => t.replace('#EXTINF:6.0', '#EXTINF:5.9') }],
  ['RFC 8216 6.2.1: each segment can be had, and there is one', { '360p/index.m3u8': (t) => t.replace('00001.ts', '00009.ts') }],
  ['Apple 8.6, Apple 8.8: EXT-X-PLAYLIST-TYPE is VOD or EVENT', { everywhere: (t) => t.replace(/#EXT-X-PLAYLIST-TYPE:VOD\n/, '') }],
  [
    'RFC 8216 6.2.1, RFC 8216 4.3.3.5: what cannot change any more says that it ends',
    { everywhere: (t) => t.replace('#EXT-X-ENDLIST\n', '') },
  ],
  [
    'Apple 8.4: what grows other than as an EVENT tells the time of day',
    { everywhere: (t) => growing(t).replace('#EXT-X-PLAYLIST-TYPE:EVENT\n', '') },
  ],
  ['RFC 8216 6.2.4, Apple 8.2: all have the same target duration', { '360p/index.m3u8': (t) => t.replace('DURATION:6', 'DURATION:7') }],
  ['RFC 8216 6.2.4: all have the same type', { '360p/index.m3u8': (t) => t.replace('TYPE:VOD', 'TYPE:EVENT') }],
  [
    'RFC 8216 6.2.4, Apple 8.7: what is finished begins and ends everywhere at the same moment',
    { '360p/index.m3u8': (t) => t.replace(/#EXTINF:[^\n]+\n00002\.ts\n/, '') },
  ],
  [
    'RFC 8216 6.2.4: one may be ahead of another by a target duration at most',
    { everywhere: growing, '360p/index.m3u8': (t) => growing(t).replace(/(#EXTINF:[^\n]+\n0000[12]\.ts\n){2}/, '') },
  ],
  ['RFC 8216 6.2.4: the same moment has the same timestamp', { '360p/index.m3u8': (t) => t.replace(/#EXTINF:[^\n]+\n00000\.ts\n/, '') }],
  [
    'RFC 8216 6.2.4, Apple 8.15: all have their discontinuities at the same moments',
    { '360p/index.m3u8': (t) => t.replace(/(#EXTINF:[^\n]+\n00001)/, '#EXT-X-DISCONTINUITY\n$1') },
  ],
  ['Apple 6.1: there are I-frame playlists for scrubbing', { 'master.m3u8': (t) => t.replace(/#EXT-X-I-FRAME[^\n]+\n/g, '') }],
  [
    'RFC 8216 4.3.4.3: EXT-X-I-FRAME-STREAM-INF has BANDWIDTH and URI, and nothing of sound or of a rate',
    { 'master.m3u8': inIFrames((t) => t.replace(/BANDWIDTH=\d+,/, '')) },
  ],
  [
    'RFC 8216 4.3.4.3: EXT-X-I-FRAME-STREAM-INF has BANDWIDTH and URI, and nothing of sound or of a rate',
    { 'master.m3u8': inIFrames((t) => `${t},FRAME-RATE=30.000`) },
  ],
  [
    'RFC 8216 4.3.4.3: BANDWIDTH is the peak of the key pictures, within 10 %',
    { 'master.m3u8': inIFrames((t) => t.replace(/BANDWIDTH=\d+,/, 'BANDWIDTH=1000,')) },
  ],
  [
    'RFC 8216 4.3.4.3, RFC 8216 4.3.4.2: RESOLUTION and CODECS are those of the key pictures',
    { 'master.m3u8': inIFrames((t) => t.replace(/CODECS="[^"]+"/, 'CODECS="avc1.640028"')) },
  ],
  [
    'RFC 8216 4.3.4.3, RFC 8216 4.3.4.2: RESOLUTION and CODECS are those of the key pictures',
    { 'master.m3u8': inIFrames((t) => t.replace(/x\d+/, 'x200')) },
  ],
  [
    'RFC 8216 4.3.3.6, RFC 8216 4.3.4.3: a playlist of key pictures says so',
    { '360p/iframes.m3u8': (t) => t.replace('#EXT-X-I-FRAMES-ONLY\n', '') },
  ],
  [
    'RFC 8216 4.3.2.2, RFC 8216 4.3.3.6, RFC 8216 7: key pictures alone, and parts of segments, need version 4',
    { '360p/iframes.m3u8': (t) => t.replace(/VERSION:\d/, 'VERSION:3') },
  ],
  [
    'RFC 8216 4.3.3.6: a part is one key picture, whole, that can be decoded with the tables before it',
    { '360p/iframes.m3u8': (t) => t.replace(/(BYTERANGE:)(\d+)/, (_, tag, length) => `${tag}${Number(length) - 188}`) },
  ],
  [
    'RFC 8216 4.3.3.6: a part is one key picture, whole, that can be decoded with the tables before it',
    { '360p/iframes.m3u8': (t) => t.replace(/(BYTERANGE:)(\d+)/, (_, tag, length) => `${tag}${Number(length) + 188 * 40}`) },
  ],
  [
    'RFC 8216 4.3.3.6: a part is one key picture, whole, that can be decoded with the tables before it',
    { '360p/iframes.m3u8': (t) => t.replace(/BYTERANGE:\d+@/, 'BYTERANGE:99999999@') },
  ],
  [
    'RFC 8216 4.3.3.6: the tables are no part of a part, but stand before the first of a segment',
    { '360p/iframes.m3u8': (t) => t.replace(/(\d+)@(\d+)/, (_, length, offset) => `${Number(length) + Number(offset)}@0`) },
  ],
  [
    'RFC 8216 4.3.3.6: EXTINF is the time to the next key picture, and the last one’s to the end of the film',
    { '360p/iframes.m3u8': (t) => t.replace('#EXTINF:6.0', '#EXTINF:5.5') },
  ],
]

test.each(text)('%s', async (rule, changes) => {
  expect(await found(edited(changes))).toContain(rule)
})

const PACKET = 188
/** Takes away so many packets from a place on. */
const without = (from: number, packets: number) => (bytes: Buffer) =>
  Buffer.concat([bytes.subarray(0, from * PACKET), bytes.subarray((from + packets) * PACKET)])

test('segments that are not what the playlist says are found out', async () => {
  const lost = await found(changed('360p/00001.ts', without(40, 3)))
  expect(lost).toContain('RFC 8216 3, Apple 7.2: continuity counters go on, within a segment and into the next')
  const swapped = await found(new Map(good).set('360p/00001.ts', good.get('360p/00002.ts') ?? Buffer.alloc(0)))
  expect(swapped).toContain('RFC 8216 6.2.4: the same moment has the same timestamp')
  expect(swapped).toContain(
    'RFC 8216 3, Apple 7.1, Apple 7.2: pictures follow each other without a gap, within a segment and into the next',
  )
  expect(swapped).toContain('RFC 8216 3, Apple 7.1, Apple 7.2: sound goes on without a gap, within a segment and into the next')
  expect(swapped).toContain('Apple 8.1: sums of EXTINF are within one frame of what they stand for')
})

/** The good ladder's first rung, written again by ffmpeg with some options. */
async function rewritten(options: string): Promise<Files> {
  const source = join(clips, 'two.mp4')
  const files = new Map(good)
  for (const name of ['480p/00000.ts', '360p/00000.ts']) {
    const path = join(clips, 'again.ts')
    await ffmpeg(`-i ${source} -t 1 ${options} -f mpegts`, path)
    files.set(name, await readFile(path))
  }
  return files
}

const codec = '-s 320x180 -c:v libx264 -preset ultrafast'

test('what a segment holds is looked at, not believed', async () => {
  const interlaced = await found(await rewritten(`${codec} -profile:v high -flags +ilme+ildct -x264opts tff=1 -c:a aac`))
  expect(interlaced).toContain('Apple 1.14: what was interlaced is not any more')
  const pq = await found(await rewritten(`${codec} -color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc -c:a aac -ac 6`))
  expect(pq).toEqual(
    expect.arrayContaining([
      'Apple 9.16: VIDEO-RANGE is there unless all is SDR',
      'Apple 1.24: there is SDR',
      'Apple 2.3: what has sound has it in stereo AAC',
    ]),
  )
  const plain = await found(await rewritten(`${codec} -pix_fmt yuv444p -c:a aac`))
  expect(plain).toContain('Apple 1.3b: H.264 is at most High profile, level 5.2')
  const twice = await found(await rewritten('-c copy -map 0:v -map 0:a -map 0:a'))
  expect(twice).toContain('Apple 2.17: a segment holds one sound track at most')
  expect(twice).toContain('RFC 8216 4.3.2.3: a change of tracks is a discontinuity')
  const noKey = Buffer.from(good.get('480p/00000.ts') ?? [])
  for (let at = noKey.indexOf(IDR); at >= 0; at = noKey.indexOf(IDR, at + 1)) noKey[at + 3] = 0x61
  expect(await found(new Map(good).set('480p/00000.ts', noKey))).toContain(
    'Apple 7.4, RFC 8216 4.3.5.1: a segment begins with an IDR picture',
  )
})

const IDR = Buffer.from([0, 0, 1, 0x65])

test('every rule that says must has been seen to find something', async () => {
  const tried = new Set(text.map(([rule]) => rule))
  // Found in segments, above.
  const inSegments = /^(Apple (1\.14|9\.16|1\.24|2\.3|1\.3b|2\.17|7\.4.*)|RFC 8216 (3|4\.3\.2\.3).*):/
  const untried = RULES.filter(({ level }) => level === 'must').map(({ cites, says }) => `${cites}: ${says}`)
  expect(untried.filter((rule) => !tried.has(rule) && !inSegments.test(rule))).toEqual([])
})

test('a growing playlist gains lines at its end, then its end, and nothing else', () => {
  const head = '#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXTINF:6,\n00000.ts\n'
  const more = `${head}#EXTINF:6,\n00001.ts\n`
  expect(growth(head, more)).toEqual([])
  expect(growth(more, `${more}#EXT-X-ENDLIST\n`)).toEqual([])
  expect(growth(more, head)).toHaveLength(1)
  expect(growth(head, more.replace('DURATION:6', 'DURATION:7'))).toHaveLength(1)
  expect(growth(`${more}#EXT-X-ENDLIST\n`, `${more}#EXTINF:6,\n00002.ts\n#EXT-X-ENDLIST\n`)).toHaveLength(1)
  expect(growth(head.replace('EVENT', 'VOD'), more.replace('EVENT', 'VOD'))).toHaveLength(1)
})

test('the clock of a transport stream goes round', () => {
  expect(later(1, 2 ** 33 / 90_000 - 1)).toBeCloseTo(2, 3)
  expect(later(2 ** 33 / 90_000 - 1, 1)).toBeCloseTo(-2, 3)
})
