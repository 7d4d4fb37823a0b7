import type { IFrame } from './i-frames.ts'
import type { IFrameEntry } from './playlists.ts'
import type { Fraction } from './probe.ts'

export interface Segment {
  readonly name: string
  readonly seconds: number
  readonly bytes: number
  /** Its key picture, where that can be had alone. */
  readonly iFrame?: IFrame | undefined
}

/** Bits a second. */
interface Bandwidth {
  readonly peak: number
  /** Known once all of it is made. */
  readonly average?: number
}

/** A rung as the master playlist names it. */
export interface MasterRung extends Bandwidth {
  readonly name: string
  readonly width: number
  readonly height: number
  /** RFC 6381. */
  readonly codecs: string
  /** Of its playlist of key pictures, where there is one. */
  readonly iFrames?: Bandwidth
}

export interface Variant {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly codecs: string
  readonly segments: readonly Segment[]
}

/** A rung of which everything is made. */
export function measured({ segments, ...rung }: Variant): MasterRung {
  const iFrames = iFramesOf({ segments })
  return { ...rung, ...bandwidth(segments), ...(iFrames && { iFrames: bandwidth(iFrames) }) }
}

const bandwidth = (parts: readonly Segment[]): Bandwidth => ({ peak: peakBandwidth(parts), average: averageBandwidth(parts) })

/** The key pictures of a rung as parts of its segments; undefined unless each segment has one that can be had alone. */
export function iFramesOf({ segments }: Pick<Variant, 'segments'>): readonly IFrameEntry[] | undefined {
  const found = segments.flatMap(({ name, seconds, iFrame }) =>
    iFrame ? [{ name, seconds, offset: iFrame.offset, bytes: iFrame.length }] : [],
  )
  return found.length === segments.length ? found : undefined
}

/** The master playlist. Entries are relative, so the whole can be served from any place and through any token. */
export function masterPlaylist(rungs: readonly MasterRung[], rate: Fraction): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS']
  for (const { name, codecs, ...rung } of rungs) {
    const attributes = [...sizeOf(rung, rung), `CODECS="${codecs}"`, `FRAME-RATE=${(rate.num / rate.den).toFixed(3)}`]
    lines.push(`#EXT-X-STREAM-INF:${attributes.join(',')}`, `${name}/index.m3u8`)
  }
  for (const { name, codecs, iFrames, ...rung } of rungs) {
    if (!iFrames) continue
    // A key picture has no sound, and no rate. RFC 8216, 4.3.4.3.
    const attributes = [...sizeOf(rung, iFrames), `CODECS="${codecs.split(',')[0]}"`, `URI="${name}/iframes.m3u8"`]
    lines.push(`#EXT-X-I-FRAME-STREAM-INF:${attributes.join(',')}`)
  }
  return `${lines.join('\n')}\n`
}

const sizeOf = ({ width, height }: Pick<MasterRung, 'width' | 'height'>, { peak, average }: Bandwidth): string[] => [
  `BANDWIDTH=${peak}`,
  ...(average === undefined ? [] : [`AVERAGE-BANDWIDTH=${average}`]),
  `RESOLUTION=${width}x${height}`,
]

/**
 * Bits a second of the fattest stretch. RFC 8216, 4.1: the peak segment bit rate is the largest of any contiguous set of
 * segments whose total duration is between 0.5 and 1.5 times the target duration. So a short last one never counts alone: it is
 * little more than its keyframe, and would put what is declared far above what is measured (Apple's rule 1.27: within 10 %).
 */
export function peakBandwidth(segments: readonly Segment[]): number {
  const target = Math.max(...segments.map((segment) => Math.round(segment.seconds)), 1)
  let peak = averageBandwidth(segments)
  for (let start = 0; start < segments.length; start++) {
    let [bytes, seconds] = [0, 0]
    for (const segment of segments.slice(start)) {
      bytes += segment.bytes
      seconds += segment.seconds
      if (seconds > 1.5 * target) break
      if (seconds >= 0.5 * target) peak = Math.max(peak, (bytes * 8) / seconds)
    }
  }
  return Math.ceil(peak)
}

export function averageBandwidth(segments: readonly Segment[]): number {
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0)
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0)
  return Math.ceil((bytes * 8) / Math.max(seconds, 0.001))
}

export class CodecUnnamed extends Error {
  override readonly name = 'CodecUnnamed'
}

/**
 * RFC 6381 names of what really is in a segment: `avc1.` and the three bytes of its sequence parameter set that hold profile,
 * constraints and level (RFC 6381, 3.3), then AAC-LC where there is sound. `head` is the beginning of the MPEG-TS segment; x264
 * puts the set first, so it lies whole in the first packet of video. Read here because npm's ffprobe crashes on transport streams.
 */
export function codecsOf(head: Uint8Array, hasAudio: boolean): string {
  for (let i = 0; i + 6 < head.length; i++) {
    // Start code, then NAL unit type 7 (ITU-T H.264, table 7-1).
    if (head[i] !== 0 || head[i + 1] !== 0 || head[i + 2] !== 1 || ((head[i + 3] ?? 0) & 0x1f) !== 7) continue
    const avc = `avc1.${Buffer.from(head.subarray(i + 4, i + 7))
      .toString('hex')
      .toUpperCase()}`
    return hasAudio ? `${avc},mp4a.40.2` : avc
  }
  throw new CodecUnnamed('no sequence parameter set at the beginning of the segment')
}
