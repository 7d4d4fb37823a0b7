import type { Rule } from './hls-rules.ts'
import { isFinished, type Rung, type Segment } from './ladder.ts'
import { later } from './transport-stream.ts'

/** What each further rung has other than the first. */
const others = (rungs: readonly Rung[], found: (rung: Rung, first: Rung) => string | false): string[] =>
  rungs.slice(1).flatMap((rung) => {
    const what = rungs[0] && found(rung, rungs[0])
    return what ? [`${rung.uri}: ${what}`] : []
  })

const start = (segment: Segment | undefined) => segment?.stream.pictures[0]?.pts
const secondsOf = ({ playlist }: Rung) => playlist.segments.reduce((sum, { seconds }) => sum + seconds, 0)

export const VARIANT_RULES: readonly Rule[] = [
  {
    ...{ cites: 'RFC 8216 6.2.4, Apple 8.2', level: 'must', says: 'all have the same target duration' },
    broken: ({ rungs }) => others(rungs, (rung, first) => rung.playlist.target !== first.playlist.target && `${rung.playlist.target}`),
  },
  {
    ...{ cites: 'RFC 8216 6.2.4', level: 'must', says: 'all have the same type' },
    broken: ({ rungs }) => others(rungs, (rung, first) => rung.playlist.type !== first.playlist.type && `${rung.playlist.type}`),
  },
  {
    ...{ cites: 'RFC 8216 6.2.4, Apple 8.7', level: 'must', says: 'what is finished begins and ends everywhere at the same moment' },
    broken: (ladder) => (isFinished(ladder) ? others(ladder.rungs, (rung, first) => differentRange(rung, first)) : []),
  },
  {
    ...{ cites: 'RFC 8216 6.2.4', level: 'must', says: 'one may be ahead of another by a target duration at most' },
    broken: ({ rungs }) =>
      others(rungs, (rung, first) => Math.abs(secondsOf(rung) - secondsOf(first)) > first.playlist.target + 0.5 && `${secondsOf(rung)} s`),
  },
  {
    ...{ cites: 'RFC 8216 6.2.4', level: 'must', says: 'the same moment has the same timestamp' },
    broken: ({ rungs }) =>
      others(rungs, (rung, first) => {
        const at = rung.segments.findIndex((segment, nth) => {
          const [mine, theirs] = [start(segment), start(first.segments[nth])]
          return mine !== undefined && theirs !== undefined && Math.abs(later(mine, theirs)) > 0.001
        })
        return at >= 0 && `segment ${at} begins elsewhere`
      }),
  },
  {
    ...{ cites: 'Apple 8.22', level: 'should', says: 'all are cut at the same moments' },
    broken: ({ rungs }) =>
      others(rungs, ({ playlist }, first) => {
        const at = playlist.segments.findIndex(
          ({ seconds }, nth) => Math.abs(seconds - (first.playlist.segments[nth]?.seconds ?? seconds)) > 0.001,
        )
        return at >= 0 && `segment ${at} is as long as no other`
      }),
  },
  {
    ...{ cites: 'RFC 8216 6.2.4, Apple 8.15', level: 'must', says: 'all have their discontinuities at the same moments' },
    broken: ({ rungs }) => {
      const breaks = ({ playlist }: Rung) => playlist.segments.flatMap(({ discontinuity }, at) => (discontinuity ? [at] : [])).join()
      return others(rungs, (rung, first) => breaks(rung) !== breaks(first) && `at ${breaks(rung) || 'none'}`)
    },
  },
  {
    ...{ cites: 'RFC 8216 6.2.4', level: 'should', says: 'all have the same sound, bit by bit' },
    broken: ({ rungs }) => others(rungs, (rung, first) => !sameSound(rung, first) && 'another'),
  },
  {
    ...{ cites: 'Apple 1.33', level: 'should', says: 'all have the same shape' },
    broken: ({ rungs }) =>
      others(rungs, ({ video }, { video: first }) => {
        const [width, height] = [video?.width ?? 0, video?.height ?? 0]
        // Sides are even, so one may be a pixel off.
        const wide = (height * (first?.width ?? 0)) / (first?.height ?? 1)
        return Math.abs(wide - width) > 2 && `${width}x${height}`
      }),
  },
  {
    ...{ cites: 'Apple 1.21', level: 'should', says: 'all have the same colour space' },
    broken: ({ rungs }) =>
      others(rungs, ({ video }, { video: first }) => video?.color_space !== first?.color_space && `${video?.color_space}`),
  },
]

function differentRange(rung: Rung, first: Rung): string | false {
  const [mine, theirs] = [start(rung.segments[0]), start(first.segments[0])]
  if (mine === undefined || theirs === undefined || Math.abs(later(mine, theirs)) > 0.001) return 'it begins elsewhere'
  return Math.abs(secondsOf(rung) - secondsOf(first)) > 0.001 && `it is ${secondsOf(rung)} s long, not ${secondsOf(first)}`
}

/** While they grow, one may have more of it. */
function sameSound(rung: Rung, first: Rung): boolean {
  const common = Math.min(rung.segments.length, first.segments.length)
  const sound = ({ segments }: Rung) => Buffer.concat(segments.slice(0, common).map(({ stream }) => stream.audio))
  const [mine, theirs] = [sound(rung), sound(first)]
  // What is late in one may come with the next segment, unless there is none any more.
  const length = rung.playlist.ended && first.playlist.ended ? Math.max(mine.length, theirs.length) : Math.min(mine.length, theirs.length)
  return mine.subarray(0, length).equals(theirs.subarray(0, length))
}
