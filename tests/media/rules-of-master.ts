import type { Rule } from './hls-rules.ts'
import { averageBits, isFinished, type Ladder, peakBits, type Rung, rateOf } from './ladder.ts'
import { tagsNamed } from './playlists.ts'

const each = (ladder: Ladder, found: (rung: Rung) => string | false | undefined): string[] =>
  ladder.rungs.flatMap((rung) => {
    const what = found(rung)
    return what ? [`${rung.uri}: ${what}`] : []
  })

const number = ({ attributes }: Rung, name: string) => Number(attributes.get(name) ?? Number.NaN)
const lacks = (name: string) => (ladder: Ladder) => each(ladder, ({ attributes }) => !attributes.has(name) && `no ${name}`)
const isHdr = ({ video }: Rung) => video?.color_transfer === 'smpte2084' || video?.color_transfer === 'arib-std-b67'

/** Rule 1.18; what is typical beside them is told apart by no player. */
const NATURAL = [23.976, 24, 25, 29.97, 30, 50, 59.94, 60]

export const MASTER_RULES: readonly Rule[] = [
  {
    ...{ cites: 'RFC 8216 4.3.1.1', level: 'must', says: 'EXTM3U is the first line' },
    broken: ({ master }) => (master.text.startsWith('#EXTM3U\n') ? [] : ['master.m3u8']),
  },
  {
    ...{ cites: 'RFC 8216 4.3.1.2', level: 'must', says: 'a playlist names its version at most once' },
    broken: ({ master }) => (tagsNamed(master.tags, 'EXT-X-VERSION').length > 1 ? ['master.m3u8'] : []),
  },
  {
    ...{ cites: 'RFC 8216 4.1', level: 'must', says: 'a playlist is a master playlist or a media playlist' },
    broken: ({ master }) =>
      master.tags.some(({ name }) => /^EXTINF|TARGETDURATION|ENDLIST|PLAYLIST-TYPE/.test(name)) ? ['master.m3u8'] : [],
  },
  {
    ...{ cites: 'RFC 8216 4.3.4.2', level: 'must', says: 'EXT-X-STREAM-INF is followed by the address of its playlist' },
    broken: ({ master }) => (master.variants.length === 0 || master.variants.some(({ uri }) => !uri) ? ['master.m3u8'] : []),
  },
  {
    ...{ cites: 'RFC 8216 4.3.4.2', level: 'must', says: 'BANDWIDTH is there, a whole number' },
    broken: (ladder) => each(ladder, ({ attributes }) => !/^[1-9]\d*$/.test(attributes.get('BANDWIDTH') ?? '') && 'no BANDWIDTH'),
  },
  {
    ...{ cites: 'RFC 8216 4.3.4.2, Apple 9.13', level: 'must', says: 'BANDWIDTH of what is finished is its peak, not less' },
    broken: (ladder) =>
      isFinished(ladder)
        ? each(ladder, (rung) => number(rung, 'BANDWIDTH') < Math.floor(peakBits(rung)) && `its peak is ${Math.ceil(peakBits(rung))}`)
        : [],
  },
  {
    ...{ cites: 'Apple 1.27', level: 'must', says: 'the measured peak is within 10 % of BANDWIDTH' },
    broken: (ladder) => (isFinished(ladder) ? each(ladder, (rung) => differs(number(rung, 'BANDWIDTH'), peakBits(rung))) : []),
  },
  {
    ...{ cites: 'Apple 1.29', level: 'must', says: 'the measured peak of what still grows is less than 125 % of BANDWIDTH' },
    broken: (ladder) =>
      isFinished(ladder)
        ? []
        : each(ladder, (rung) => peakBits(rung) >= number(rung, 'BANDWIDTH') * 1.25 && `its peak is ${Math.ceil(peakBits(rung))}`),
  },
  { ...{ cites: 'Apple 9.14', level: 'must', says: 'AVERAGE-BANDWIDTH is there' }, broken: lacks('AVERAGE-BANDWIDTH') },
  {
    ...{ cites: 'Apple 1.26', level: 'must', says: 'the measured average is within 10 % of AVERAGE-BANDWIDTH' },
    broken: (ladder) => (isFinished(ladder) ? each(ladder, (rung) => differs(number(rung, 'AVERAGE-BANDWIDTH'), averageBits(rung))) : []),
  },
  {
    ...{ cites: 'Apple 1.30', level: 'should', says: 'the peak is at most twice the average' },
    broken: (ladder) => (isFinished(ladder) ? each(ladder, (rung) => peakBits(rung) > averageBits(rung) * 2 && 'it is more') : []),
  },
  { ...{ cites: 'Apple 9.1', level: 'must', says: 'CODECS is there' }, broken: lacks('CODECS') },
  {
    ...{ cites: 'RFC 8216 4.3.4.2', level: 'must', says: 'CODECS names what is in the segments, by RFC 6381' },
    broken: (ladder) => each(ladder, wrongCodecs),
  },
  {
    ...{ cites: 'Apple 1.3b', level: 'must', says: 'H.264 is at most High profile, level 5.2' },
    broken: (ladder) =>
      each(ladder, ({ video }) => {
        const fits = /^(Constrained Baseline|Baseline|Main|High)$/.test(video?.profile ?? '') && (video?.level ?? 99) <= 52
        return !fits && `${video?.codec_name} ${video?.profile} ${video?.level}`
      }),
  },
  {
    ...{ cites: 'Apple 2.3', level: 'must', says: 'what has sound has it in stereo AAC' },
    broken: (ladder) =>
      each(
        ladder,
        ({ audio }) => audio !== undefined && (audio.codec_name !== 'aac' || (audio.channels ?? 9) > 2) && `${audio.codec_name}`,
      ),
  },
  { ...{ cites: 'Apple 9.2', level: 'must', says: 'RESOLUTION is there' }, broken: lacks('RESOLUTION') },
  {
    ...{ cites: 'RFC 8216 4.3.4.2', level: 'must', says: 'RESOLUTION is the picture as it is shown' },
    broken: (ladder) =>
      each(ladder, ({ attributes, video }) => {
        const square = [undefined, '0:1', '1:1'].includes(video?.sample_aspect_ratio)
        const shown = `${video?.width}x${video?.height}`
        return (!square || attributes.get('RESOLUTION') !== shown) && `${shown}, pixels ${video?.sample_aspect_ratio}`
      }),
  },
  { ...{ cites: 'Apple 9.15', level: 'must', says: 'FRAME-RATE is there' }, broken: lacks('FRAME-RATE') },
  {
    ...{ cites: 'RFC 8216 4.3.4.2', level: 'must', says: 'FRAME-RATE is the highest there is, to three decimals' },
    broken: (ladder) => each(ladder, (rung) => rung.attributes.get('FRAME-RATE') !== rateOf(rung).toFixed(3) && `it is ${rateOf(rung)}`),
  },
  {
    ...{ cites: 'Apple 1.19', level: 'must', says: 'no more than 60 frames a second' },
    broken: (ladder) => each(ladder, (rung) => Math.max(rateOf(rung), number(rung, 'FRAME-RATE')) > 60 && `${rateOf(rung)}`),
  },
  {
    ...{ cites: 'Apple 1.18', level: 'should', says: 'a natural frame rate' },
    broken: (ladder) => each(ladder, (rung) => !NATURAL.some((rate) => Math.abs(rate - rateOf(rung)) < 0.01) && `${rateOf(rung)}`),
  },
  {
    ...{ cites: 'Apple 1.14', level: 'must', says: 'what was interlaced is not any more' },
    broken: (ladder) => each(ladder, ({ video }) => video?.field_order !== 'progressive' && `fields: ${video?.field_order}`),
  },
  {
    ...{ cites: 'Apple 9.16', level: 'must', says: 'VIDEO-RANGE is there unless all is SDR' },
    broken: (ladder) => each(ladder, (rung) => isHdr(rung) && !rung.attributes.has('VIDEO-RANGE') && `${rung.video?.color_transfer}`),
  },
  {
    ...{ cites: 'Apple 1.24', level: 'must', says: 'there is SDR' },
    broken: ({ rungs }) => (rungs.every(isHdr) ? ['only HDR'] : []),
  },
  {
    ...{ cites: 'Apple 9.11, Apple 9.12', level: 'must', says: 'EXT-X-INDEPENDENT-SEGMENTS is in the master, or in each media playlist' },
    broken: ({ master, rungs }) => {
      const has = (tags: Rung['playlist']['tags']) => tagsNamed(tags, 'EXT-X-INDEPENDENT-SEGMENTS').length > 0
      return has(master.tags) || rungs.every(({ playlist }) => has(playlist.tags)) ? [] : ['neither']
    },
  },
  {
    ...{ cites: 'Apple 9.9', level: 'must', says: 'there are several bit rates' },
    broken: ({ rungs }) => (rungs.length < 2 ? [`${rungs.length}`] : []),
  },
]

const differs = (declared: number, measured: number) =>
  Math.abs(measured - declared) > declared * 0.1 && `declared ${declared}, measured ${Math.round(measured)}`

/** H.264's own numbers for what ffprobe names. */
const PROFILES: Record<string, number> = { 'Constrained Baseline': 66, Baseline: 66, Main: 77, High: 100 }

function wrongCodecs({ attributes, video, audio }: Rung): string | false {
  const named = (attributes.get('CODECS') ?? '').split(',')
  const avc = named.map((codec) => /^avc1\.([0-9A-F]{2})[0-9A-F]{2}([0-9A-F]{2})$/i.exec(codec)).find(Boolean)
  const [profile, level] = [Number.parseInt(avc?.[1] ?? '', 16), Number.parseInt(avc?.[2] ?? '', 16)]
  if (video?.codec_name !== 'h264' || profile !== PROFILES[video.profile ?? ''] || level !== video.level)
    return `the picture is ${video?.codec_name} ${video?.profile} ${video?.level}`
  const sound = audio
    ? audio.codec_name === 'aac' && audio.profile === 'LC'
      ? 'mp4a.40.2'
      : `${audio.codec_name} ${audio.profile}`
    : undefined
  const rest = named.filter((codec) => !codec.startsWith('avc1.'))
  return rest.join() !== (sound ?? '') && `the sound is ${sound ?? 'absent'}`
}
