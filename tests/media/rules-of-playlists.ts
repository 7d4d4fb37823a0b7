import type { Rule } from './hls-rules.ts'
import { type Ladder, type Rung, rateOf } from './ladder.ts'
import { tagsNamed } from './playlists.ts'
import { later } from './transport-stream.ts'

const each = (ladder: Ladder, found: (rung: Rung) => readonly string[] | string | false): string[] =>
  ladder.rungs.flatMap((rung) => [found(rung) || []].flat().map((what) => `${rung.uri}: ${what}`))

const ONCE = ['EXT-X-TARGETDURATION', 'EXT-X-MEDIA-SEQUENCE', 'EXT-X-DISCONTINUITY-SEQUENCE', 'EXT-X-ENDLIST', 'EXT-X-PLAYLIST-TYPE']

export const PLAYLIST_RULES: readonly Rule[] = [
  {
    ...{ cites: 'RFC 8216 4.3.1.1', level: 'must', says: 'EXTM3U is the first line' },
    broken: (ladder) => each(ladder, ({ playlist }) => !playlist.text.startsWith('#EXTM3U\n') && 'it is not'),
  },
  {
    ...{ cites: 'RFC 8216 4.1', level: 'must', says: 'a playlist is a master playlist or a media playlist' },
    broken: (ladder) => each(ladder, ({ playlist }) => tagsNamed(playlist.tags, 'EXT-X-STREAM-INF').length > 0 && 'it is both'),
  },
  {
    ...{ cites: 'RFC 8216 4.3.1.2, RFC 8216 7', level: 'must', says: 'durations with a fraction need version 3' },
    broken: (ladder) =>
      each(ladder, ({ playlist }) => {
        const versions = tagsNamed(playlist.tags, 'EXT-X-VERSION').map(({ value }) => Number(value))
        const fractions = playlist.segments.some(({ extinf }) => extinf?.includes('.'))
        return (versions.length > 1 || (fractions && !((versions[0] ?? 1) >= 3))) && `version ${versions.join(' and ') || 1}`
      }),
  },
  {
    ...{ cites: 'RFC 8216 4.3.3', level: 'must', says: 'each tag of a media playlist is there at most once' },
    broken: (ladder) => each(ladder, ({ playlist }) => ONCE.filter((name) => tagsNamed(playlist.tags, name).length > 1)),
  },
  {
    ...{ cites: 'RFC 8216 4.3.3.1', level: 'must', says: 'EXT-X-TARGETDURATION is there, a whole number' },
    broken: (ladder) => each(ladder, ({ playlist }) => !(Number.isInteger(playlist.target) && playlist.target > 0) && `${playlist.target}`),
  },
  {
    ...{ cites: 'RFC 8216 4.3.3.1', level: 'must', says: 'no EXTINF, rounded, is above the target duration' },
    broken: (ladder) =>
      each(ladder, ({ playlist }) =>
        playlist.segments.filter(({ seconds }) => Math.round(seconds) > playlist.target).map(({ uri, seconds }) => `${uri}: ${seconds}`),
      ),
  },
  {
    ...{ cites: 'Apple 7.7', level: 'must', says: 'no segment is more than 0.5 s longer than the target duration' },
    broken: (ladder) =>
      each(ladder, (rung) =>
        lengths(rung)
          .filter(({ seconds }) => seconds > rung.playlist.target + 0.5)
          .map(({ name, seconds }) => `${name}: ${seconds.toFixed(3)}`),
      ),
  },
  {
    ...{ cites: 'Apple 7.5', level: 'should', says: 'the target duration is 6 s' },
    broken: (ladder) => each(ladder, ({ playlist }) => playlist.segments.length > 1 && playlist.target !== 6 && `${playlist.target}`),
  },
  {
    ...{ cites: 'RFC 8216 4.3.2.1', level: 'must', says: 'each segment has its EXTINF' },
    broken: (ladder) => each(ladder, ({ playlist }) => playlist.segments.filter(({ seconds }) => !(seconds > 0)).map(({ uri }) => uri)),
  },
  {
    ...{ cites: 'Apple 8.1', level: 'must', says: 'sums of EXTINF are within one frame of what they stand for' },
    broken: (ladder) => each(ladder, inexact),
  },
  {
    ...{ cites: 'RFC 8216 6.2.1', level: 'must', says: 'each segment can be had, and there is one' },
    broken: (ladder) => each(ladder, ({ missing, playlist }) => (playlist.segments.length === 0 ? 'no segment' : missing)),
  },
  {
    ...{ cites: 'Apple 8.6, Apple 8.8', level: 'must', says: 'EXT-X-PLAYLIST-TYPE is VOD or EVENT' },
    broken: (ladder) => each(ladder, ({ playlist }) => !/^(VOD|EVENT)$/.test(playlist.type ?? '') && `${playlist.type}`),
  },
  {
    ...{ cites: 'RFC 8216 6.2.1, RFC 8216 4.3.3.5', level: 'must', says: 'what cannot change any more says that it ends' },
    broken: (ladder) => each(ladder, ({ playlist }) => playlist.type === 'VOD' && !playlist.ended && 'VOD without EXT-X-ENDLIST'),
  },
  {
    ...{ cites: 'Apple 8.4', level: 'must', says: 'what grows other than as an EVENT tells the time of day' },
    broken: (ladder) =>
      each(
        ladder,
        ({ playlist }) =>
          !playlist.ended && playlist.type !== 'EVENT' && tagsNamed(playlist.tags, 'EXT-X-PROGRAM-DATE-TIME').length === 0 && 'no',
      ),
  },
]

/** Seconds from a segment's first picture to the next one's; of the last, to the end of its last picture. */
function lengths(rung: Rung): { name: string; seconds: number; said: number }[] {
  return rung.segments.flatMap(({ name, stream, seconds: said }, at) => {
    const start = earliest(stream.pictures)
    const next = rung.segments[at + 1]
    if (start === undefined) return []
    const end = next && earliest(next.stream.pictures)
    const last = Math.max(...stream.pictures.map(({ pts }) => later(pts, start))) + 1 / rateOf(rung)
    return [{ name, said, seconds: end === undefined ? last : later(end, start) }]
  })
}

const earliest = (pictures: readonly { pts: number }[]) =>
  pictures.length === 0 ? undefined : pictures.reduce((least, { pts }) => (later(pts, least) < 0 ? pts : least), pictures[0]!.pts)

/** The running difference of said and real may wander by one frame, no more: then no run of segments is further off. */
function inexact(rung: Rung): string | false {
  const off = [0]
  for (const { seconds, said } of lengths(rung)) off.push(off.at(-1)! + said - seconds)
  const wanders = Math.max(...off) - Math.min(...off)
  return wanders > 1 / rateOf(rung) + 0.001 && `off by ${wanders.toFixed(3)} s`
}
