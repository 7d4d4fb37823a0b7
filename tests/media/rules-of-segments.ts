import type { Rule } from './hls-rules.ts'
import { type Ladder, type Rung, rateOf, type Segment } from './ladder.ts'
import { later, type TransportStream } from './transport-stream.ts'

const each = (ladder: Ladder, found: (segment: Segment, before: Segment | undefined, rung: Rung) => string | false): string[] =>
  ladder.rungs.flatMap((rung) =>
    rung.segments.flatMap((segment, at) => {
      const what = found(segment, rung.segments[at - 1], rung)
      return what ? [`${segment.name}: ${what}`] : []
    }),
  )

const sameTracks = (a: TransportStream, b: TransportStream) => a.videoStreams === b.videoStreams && a.audioStreams === b.audioStreams

export const SEGMENT_RULES: readonly Rule[] = [
  {
    ...{ cites: 'RFC 8216 3.2', level: 'must', says: 'a transport stream holds one program, named by its tables' },
    broken: (ladder) => each(ladder, ({ stream }) => (stream.programs !== 1 || stream.videoStreams !== 1) && `${stream.programs} programs`),
  },
  {
    ...{ cites: 'RFC 8216 3.2', level: 'should', says: 'a segment begins with PAT and PMT' },
    broken: (ladder) => each(ladder, ({ stream }) => stream.begins.join() !== 'PAT,PMT' && stream.begins.join()),
  },
  {
    ...{ cites: 'Apple 7.4, RFC 8216 4.3.5.1', level: 'must', says: 'a segment begins with an IDR picture' },
    broken: (ladder) => each(ladder, ({ stream }) => !stream.pictures[0]?.idr && 'it does not'),
  },
  {
    ...{ cites: 'RFC 8216 3', level: 'should', says: 'a segment holds what a decoder needs to begin with it' },
    broken: (ladder) => each(ladder, ({ stream }) => !stream.pictures[0]?.parameters && 'no parameter set'),
  },
  {
    ...{ cites: 'Apple 2.17', level: 'must', says: 'a segment holds one sound track at most' },
    broken: (ladder) => each(ladder, ({ stream }) => stream.audioStreams > 1 && `${stream.audioStreams}`),
  },
  {
    ...{ cites: 'RFC 8216 4.3.2.3', level: 'must', says: 'a change of tracks is a discontinuity' },
    broken: (ladder) =>
      each(
        ladder,
        ({ stream, discontinuity }, before) => !discontinuity && before !== undefined && !sameTracks(stream, before.stream) && 'no tag',
      ),
  },
  {
    ...{ cites: 'RFC 8216 3, Apple 7.2', level: 'must', says: 'continuity counters go on, within a segment and into the next' },
    broken: (ladder) =>
      each(ladder, ({ stream, discontinuity }, before) => {
        if (stream.jumps[0]) return stream.jumps[0]
        const broken = [...stream.counters].find(([pid, { first }]) => {
          const last = before?.stream.counters.get(pid)?.last
          return last !== undefined && first !== ((last + 1) & 15)
        })
        return !discontinuity && broken !== undefined && `packet id ${broken[0]} begins with ${broken[1].first}`
      }),
  },
  {
    ...{
      cites: 'RFC 8216 3, Apple 7.1, Apple 7.2',
      level: 'must',
      says: 'pictures follow each other without a gap, within a segment and into the next',
    },
    broken: (ladder) => each(ladder, pictureGap),
  },
  {
    ...{
      cites: 'RFC 8216 3, Apple 7.1, Apple 7.2',
      level: 'must',
      says: 'sound goes on without a gap, within a segment and into the next',
    },
    broken: (ladder) => each(ladder, soundGap),
  },
  {
    ...{ cites: 'Apple 1.13', level: 'should', says: 'there is a key frame every two seconds' },
    broken: (ladder) =>
      each(
        ladder,
        ({ stream, seconds }) => seconds > 2.5 && stream.pictures.filter(({ idr }) => idr).length < Math.floor(seconds / 2) && 'fewer',
      ),
  },
]

/** Ticks are rounded, so a frame may be one early or late. */
const TICK = 2 / 90_000

function pictureGap({ stream, discontinuity }: Segment, before: Segment | undefined, rung: Rung): string | false {
  const origin = stream.pictures[0]?.pts
  if (origin === undefined) return 'no picture'
  const times = stream.pictures.map(({ pts }) => later(pts, origin)).sort((a, b) => a - b)
  const last = before && Math.max(...before.stream.pictures.map(({ pts }) => later(pts, origin)))
  const all = last === undefined || discontinuity ? times : [last, ...times]
  const frame = 1 / rateOf(rung)
  const at = all.findIndex((time, nth) => nth > 0 && Math.abs(time - all[nth - 1]! - frame) > TICK)
  return at > 0 && `${(all[at]! - all[at - 1]!).toFixed(4)} s from one picture to the next`
}

/** A player hears a hole of a frame of AAC; timestamps are rounded to milliseconds on some ways, never by more. */
const HEARD = 0.002

function soundGap({ stream, discontinuity }: Segment, before: Segment | undefined): string | false {
  const heard = discontinuity || !before ? stream.sounds : [...before.stream.sounds.slice(-1), ...stream.sounds]
  if (stream.audioStreams > 0 && stream.sounds.length === 0) return 'no sound at all'
  const at = heard.findIndex((sound, nth) => {
    const previous = heard[nth - 1]
    return previous !== undefined && Math.abs(later(sound.pts, previous.pts) - previous.seconds) > HEARD
  })
  const [sound, previous] = [heard[at], heard[at - 1]]
  return sound !== undefined && previous !== undefined && `a hole of ${(later(sound.pts, previous.pts) - previous.seconds).toFixed(3)} s`
}
