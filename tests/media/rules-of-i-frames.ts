import type { Rule } from './hls-rules.ts'
import { type IFrameRung, isFinished, type Ladder, peakBits, rateOf } from './ladder.ts'
import { tagsNamed } from './playlists.ts'
import { later } from './transport-stream.ts'

const each = (ladder: Ladder, found: (rung: IFrameRung) => readonly string[] | string | false): string[] =>
  ladder.iFrames.flatMap((rung) => [found(rung) || []].flat().map((what) => `${rung.uri}: ${what}`))

/** RFC 8216, 4.3.4.3: all attributes of EXT-X-STREAM-INF but these. */
const NOT_HERE = ['FRAME-RATE', 'AUDIO', 'SUBTITLES', 'CLOSED-CAPTIONS']

export const I_FRAME_RULES: readonly Rule[] = [
  {
    ...{ cites: 'Apple 6.1', level: 'must', says: 'there are I-frame playlists for scrubbing' },
    // What still grows has them when it is whole.
    broken: (ladder) => (isFinished(ladder) && ladder.iFrames.length === 0 ? ['none'] : []),
  },
  {
    ...{
      cites: 'RFC 8216 4.3.4.3',
      level: 'must',
      says: 'EXT-X-I-FRAME-STREAM-INF has BANDWIDTH and URI, and nothing of sound or of a rate',
    },
    broken: ({ master }) =>
      master.iFrames.flatMap(({ uri, attributes }) => {
        const lacks = !uri || !/^[1-9]\d*$/.test(attributes.get('BANDWIDTH') ?? '')
        const extra = NOT_HERE.filter((name) => attributes.has(name))
        return lacks || extra.length ? [`${uri}: ${extra}`] : []
      }),
  },
  {
    ...{ cites: 'RFC 8216 4.3.4.3', level: 'must', says: 'BANDWIDTH is the peak of the key pictures, within 10 %' },
    broken: (ladder) =>
      each(ladder, ({ attributes, pictures, playlist }) => {
        const [said, is] = [Number(attributes.get('BANDWIDTH')), peakBits({ segments: pictures, playlist })]
        return (said < Math.floor(is) || is < said * 0.9) && `declared ${said}, measured ${Math.round(is)}`
      }),
  },
  {
    ...{ cites: 'RFC 8216 4.3.4.3, RFC 8216 4.3.4.2', level: 'must', says: 'RESOLUTION and CODECS are those of the key pictures' },
    broken: (ladder) =>
      each(ladder, ({ attributes, video, pictures }) => {
        const parameters = pictures[0]?.segment?.pictures[0]?.parameters
        const [size, codec] = [`${video?.width}x${video?.height}`, `avc1.${parameters}`]
        return (attributes.get('RESOLUTION') !== size || attributes.get('CODECS') !== codec) && `${size} ${codec}`
      }),
  },
  {
    ...{ cites: 'RFC 8216 4.3.3.6, RFC 8216 4.3.4.3', level: 'must', says: 'a playlist of key pictures says so' },
    broken: (ladder) => each(ladder, ({ playlist }) => tagsNamed(playlist.tags, 'EXT-X-I-FRAMES-ONLY').length !== 1 && 'it does not'),
  },
  {
    ...{
      cites: 'RFC 8216 4.3.2.2, RFC 8216 4.3.3.6, RFC 8216 7',
      level: 'must',
      says: 'key pictures alone, and parts of segments, need version 4',
    },
    broken: (ladder) =>
      each(ladder, ({ playlist }) => {
        const version = Number(tagsNamed(playlist.tags, 'EXT-X-VERSION')[0]?.value ?? 1)
        return version < 4 && `version ${version}`
      }),
  },
  {
    ...{
      cites: 'RFC 8216 4.3.3.6',
      level: 'must',
      says: 'a part is one key picture, whole, that can be decoded with the tables before it',
    },
    broken: (ladder) =>
      each(ladder, ({ pictures }) =>
        pictures.flatMap(({ name, withTables, segment }) => {
          const [picture, more] = withTables?.pictures ?? []
          const isWhole = picture?.bytes === segment?.pictures[0]?.bytes
          return picture?.idr && picture.parameters && !more && isWhole ? [] : [name]
        }),
      ),
  },
  {
    ...{ cites: 'RFC 8216 4.3.3.6', level: 'must', says: 'the tables are no part of a part, but stand before the first of a segment' },
    broken: (ladder) =>
      each(ladder, ({ pictures }) =>
        pictures.flatMap(({ name, alone, withTables }) => (alone?.programs === 0 && withTables?.videoStreams === 1 ? [] : [name])),
      ),
  },
  {
    ...{
      cites: 'RFC 8216 4.3.3.6',
      level: 'must',
      says: 'EXTINF is the time to the next key picture, and the last one’s to the end of the film',
    },
    broken: (ladder) => each(ladder, (rung) => inexact(ladder, rung)),
  },
]

function inexact({ rungs }: Ladder, { uri, pictures, playlist }: IFrameRung): string | false {
  const rung = rungs.find((one) => one.uri.split('/')[0] === uri.split('/')[0])
  const frame = rung ? 1 / rateOf(rung) + 0.001 : 0
  const startOf = (nth: number) => pictures[nth]?.segment?.pictures[0]?.pts ?? Number.NaN
  const at = pictures.findIndex(
    ({ seconds }, nth) => nth + 1 < pictures.length && !(Math.abs(later(startOf(nth + 1), startOf(nth)) - seconds) <= frame),
  )
  if (at >= 0) return `${pictures[at]?.name}: ${pictures[at]?.seconds}`
  const sum = (segments: readonly { seconds: number }[]) => segments.reduce((total, { seconds }) => total + seconds, 0)
  return (
    rung !== undefined &&
    playlist.ended &&
    rung.playlist.ended &&
    Math.abs(sum(pictures) - sum(rung.playlist.segments)) > frame &&
    'another length'
  )
}
