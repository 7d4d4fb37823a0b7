import { LADDER, SEGMENT_SECONDS } from '#tenants/media/ladder.ts'
import type { Fraction, VideoFacts } from './probe.ts'

export interface PlannedRung {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Bits a second. */
  readonly videoBitrate: number
  /** H.264 level as x264 takes it, or undefined for what no level describes. */
  readonly level: string | undefined
}

export interface VideoPlan {
  /** The source as it is meant to be seen: upright, square pixels. */
  readonly width: number
  readonly height: number
  /** Of the pictures. */
  readonly seconds: number
  readonly rungs: readonly [PlannedRung, ...PlannedRung[]]
  readonly rate: Fraction
  /** Frames from one forced keyframe to the next, at most. */
  readonly gop: number
  readonly poster: { readonly width: number; readonly height: number; readonly from: number; readonly to: number }
  /** Small pictures of the whole film; `every` so many seconds there is one. */
  readonly storyboard: { readonly width: number; readonly height: number; readonly every: number }
}

const MAX_RATE = 60
/** Slides of ten seconds each would leave no keyframe where a segment of six has to end; at two a second it is half a second late at most. */
const MIN_RATE = 2
const MAX_LONG_SIDE = 4096
const POSTER_WIDTH = 1280
const STORYBOARD_LONG_SIDE = 160
/** So many pictures cover a film, unless that were finer or coarser than these seconds. */
const STORYBOARD_PICTURES = 120
const STORYBOARD_FINEST = 2
const STORYBOARD_COARSEST = 20

/** A crop of a few lines (1072 of 1080, say) must not cost the whole rung: it is made at the source's own size instead. */
const NEARLY = 0.95

/** From what the source is to what is made of it. `seconds` is the length of the video stream. */
export function planVideo(video: VideoFacts, seconds: number): VideoPlan {
  const { width, height } = upright(video)
  const rate = outputRate(video)
  const rungs = ladderFor(width, height, rate)
  const from = seconds * 0.1
  const posterScale = Math.min(1, POSTER_WIDTH / rungs[0].width)
  return {
    width,
    height,
    seconds,
    rungs,
    rate,
    gop: Math.ceil((rate.num / rate.den) * SEGMENT_SECONDS) + 1,
    poster: {
      ...evenSize(rungs[0].width, rungs[0].height, posterScale),
      from,
      to: from + Math.min(10, Math.max(0.5, seconds * 0.2)),
    },
    storyboard: storyboardFor(rungs.at(-1) ?? rungs[0], seconds),
  }
}

/** The stretches between pictures are equally long, to the millisecond: the last one too. */
function storyboardFor({ width, height }: PlannedRung, seconds: number): VideoPlan['storyboard'] {
  const wanted = Math.max(STORYBOARD_PICTURES, Math.ceil(seconds / STORYBOARD_COARSEST))
  const pictures = Math.max(1, Math.min(wanted, Math.floor(seconds / STORYBOARD_FINEST)))
  return {
    ...evenSize(width, height, Math.min(1, STORYBOARD_LONG_SIDE / Math.max(width, height))),
    every: Math.max(1, Math.round((seconds * 1000) / pictures)) / 1000,
  }
}

function upright(video: VideoFacts): { width: number; height: number } {
  const wide = Math.max(1, Math.round((video.width * video.pixelShape.num) / video.pixelShape.den))
  return video.rotation % 180 === 90 ? { width: video.height, height: wide } : { width: wide, height: video.height }
}

function ladderFor(width: number, height: number, rate: Fraction): [PlannedRung, ...PlannedRung[]] {
  const short = Math.min(width, height)
  const fit = Math.min(1, MAX_LONG_SIDE / Math.max(width, height))
  const [first, ...rest] = LADDER.filter((rung) => short >= rung.shortSide * (rung === LADDER.at(-1) ? 1 : NEARLY)).map((rung) =>
    planned(rung.name, evenSize(width, height, Math.min(fit, rung.shortSide / short)), rung.videoBitrate, rate),
  )
  if (first) return [first, ...rest]

  const own = evenSize(width, height, fit)
  const smallest = LADDER.at(-1) ?? { shortSide: 360, videoBitrate: 800_000 }
  const area = (own.width * own.height) / ((smallest.shortSide ** 2 * 16) / 9)
  const bitrate = Math.round(Math.min(1, Math.max(0.25, area)) * smallest.videoBitrate)
  return [planned(`${Math.min(own.width, own.height)}p`, own, bitrate, rate)]
}

function planned(name: string, size: { width: number; height: number }, videoBitrate: number, rate: Fraction): PlannedRung {
  return { name, ...size, videoBitrate, level: levelFor(size.width, size.height, rate.num / rate.den) }
}

/** Even, because 4:2:0 halves both sides; never above the source unless the source is a single pixel. */
function evenSize(width: number, height: number, scale: number): { width: number; height: number } {
  const side = (pixels: number) => Math.max(2, Math.min(2 * Math.floor(pixels / 2), 2 * Math.round((pixels * scale) / 2)))
  return { width: side(width), height: side(height) }
}

/** ITU-T H.264 table A-1: level, macroblocks a second, macroblocks a frame. Lower levels than 3.0 gain nothing on today's players. */
const LEVELS: readonly (readonly [string, number, number])[] = [
  ['3.0', 40_500, 1_620],
  ['3.1', 108_000, 3_600],
  ['3.2', 216_000, 5_120],
  ['4.0', 245_760, 8_192],
  ['4.2', 522_240, 8_704],
  ['5.1', 983_040, 36_864],
  ['5.2', 2_073_600, 36_864],
]

function levelFor(width: number, height: number, fps: number): string | undefined {
  const [across, down] = [Math.ceil(width / 16), Math.ceil(height / 16)]
  // A.3.1: neither side may exceed the root of eight times the frame's limit.
  const holds = ([, perSecond, perFrame]: (typeof LEVELS)[number]) =>
    across * down <= perFrame && across * down * fps <= perSecond && Math.max(across, down) <= Math.sqrt(8 * perFrame)
  return LEVELS.find(holds)?.[0]
}

const USUAL: readonly Fraction[] = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
]

/**
 * One constant rate for every rung. The source's own from 2 to 60; below, each frame is shown several times; true high rates are
 * halved until they fit, so each kept frame is a real one; a base rate far above the average is only fine timestamps, there the
 * next usual rate above the average holds.
 */
export function outputRate(video: Pick<VideoFacts, 'averageRate' | 'baseRate'>): Fraction {
  const average = video.averageRate ?? video.baseRate ?? { num: 30, den: 1 }
  const base = video.baseRate ?? average
  const [averageFps, baseFps] = [average.num / average.den, base.num / base.den]
  if (baseFps < MIN_RATE) return { num: base.num * Math.ceil(MIN_RATE / baseFps), den: base.den }
  if (baseFps <= MAX_RATE) return base
  if (averageFps > baseFps * 0.9) return halved(base)
  return USUAL.find((rate) => rate.num / rate.den >= averageFps * 0.99) ?? { num: MAX_RATE, den: 1 }
}

function halved(rate: Fraction): Fraction {
  return rate.num / rate.den > MAX_RATE ? halved({ num: rate.num, den: rate.den * 2 }) : rate
}
