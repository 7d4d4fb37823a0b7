import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { z } from 'zod'
import { binaries } from '#workers/perform/ffmpeg.ts'
import { type MasterPlaylist, type MediaPlaylist, readMaster, readMedia, type Variant } from './playlists.ts'
import { readTransportStream, type TransportStream } from './transport-stream.ts'

/** Answers the bytes at a path below the master playlist's folder; throws where there is nothing. */
export type Read = (path: string) => Promise<Buffer>

export const folder =
  (root: string): Read =>
  (path) =>
    readFile(join(root, path))

export interface Segment {
  readonly name: string
  readonly seconds: number
  readonly bytes: number
  readonly discontinuity: boolean
  readonly stream: TransportStream
}

export interface Rung extends Variant {
  readonly playlist: MediaPlaylist
  /** Those that could be read, in order. */
  readonly segments: readonly Segment[]
  readonly missing: readonly string[]
  /** What ffprobe says of the first segment. */
  readonly video: Probed | undefined
  readonly audio: Probed | undefined
}

/** What a player fetches to show one key picture. */
export interface KeyPicture {
  readonly name: string
  readonly seconds: number
  readonly bytes: number
  /** The range alone, with what stands before it in its segment, and the whole segment; undefined where there is no such range. */
  readonly alone: TransportStream | undefined
  readonly withTables: TransportStream | undefined
  readonly segment: TransportStream | undefined
}

export interface IFrameRung extends Variant {
  readonly playlist: MediaPlaylist
  readonly pictures: readonly KeyPicture[]
  /** What ffprobe says of the first, with what stands before it. */
  readonly video: Probed | undefined
}

/** Everything a player could fetch, read once; rules only look. */
export interface Ladder {
  readonly master: MasterPlaylist
  readonly rungs: readonly Rung[]
  readonly iFrames: readonly IFrameRung[]
}

export async function readLadder(read: Read): Promise<Ladder> {
  const master = readMaster((await read('master.m3u8')).toString('utf8'))
  const rungs: Rung[] = []
  for (const variant of master.variants) if (variant.uri) rungs.push(await readRung(read, variant))
  const iFrames: IFrameRung[] = []
  for (const variant of master.iFrames) if (variant.uri) iFrames.push(await readIFrames(read, variant))
  return { master, rungs, iFrames }
}

async function readIFrames(read: Read, variant: Variant): Promise<IFrameRung> {
  const playlist = readMedia((await read(variant.uri)).toString('utf8'))
  const pictures: KeyPicture[] = []
  let first: Buffer | undefined
  for (const { uri, seconds, range } of playlist.segments) {
    const name = posix.join(posix.dirname(variant.uri), uri)
    const bytes = await read(name).catch(() => undefined)
    const end = range && range.offset + range.length
    const inside = bytes && range && end !== undefined && range.length > 0 && end <= bytes.length ? { bytes, range, end } : undefined
    const cut = (from: number, to: number) => readable(inside?.bytes.subarray(from, to))
    pictures.push({
      ...{ name, seconds, bytes: range?.length ?? 0, segment: bytes && once(streams, bytes, readTransportStream) },
      ...{ alone: inside && cut(inside.range.offset, inside.end), withTables: inside && cut(0, inside.end) },
    })
    if (inside) first ??= inside.bytes.subarray(0, inside.end)
  }
  const seen = first ? await probe(first).catch(() => []) : []
  return { ...variant, playlist, pictures, video: seen.find((stream) => stream.codec_type === 'video') }
}

/** Undefined where a range cuts packets in two. */
function readable(bytes: Buffer | undefined): TransportStream | undefined {
  try {
    return bytes && readTransportStream(bytes)
  } catch {
    return undefined
  }
}

async function readRung(read: Read, variant: Variant): Promise<Rung> {
  const playlist = readMedia((await read(variant.uri)).toString('utf8'))
  const segments: Segment[] = []
  const missing: string[] = []
  let first: Buffer | undefined
  for (const { uri, seconds, discontinuity } of playlist.segments) {
    const name = posix.join(posix.dirname(variant.uri), uri)
    const bytes = await read(name).catch(() => undefined)
    if (!bytes) missing.push(name)
    else segments.push({ name, seconds, discontinuity, bytes: bytes.length, stream: once(streams, bytes, readTransportStream) })
    first ??= bytes
  }
  const seen = first ? await once(probed, first, probe) : []
  const of = (kind: string) => seen.find((stream) => stream.codec_type === kind)
  return { ...variant, playlist, segments, missing, video: of('video'), audio: of('audio') }
}

const streams = new WeakMap<Buffer, TransportStream>()
const probed = new WeakMap<Buffer, Promise<Probed[]>>()

/** Who hands over the same bytes again is spared a second look. */
function once<Seen>(known: WeakMap<Buffer, Seen>, bytes: Buffer, look: (bytes: Buffer) => Seen): Seen {
  const seen = known.get(bytes) ?? look(bytes)
  known.set(bytes, seen)
  return seen
}

const Stream = z.object({
  codec_type: z.string(),
  codec_name: z.string(),
  profile: z.string().optional(),
  level: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  sample_aspect_ratio: z.string().optional(),
  field_order: z.string().optional(),
  color_transfer: z.string().optional(),
  color_space: z.string().optional(),
  r_frame_rate: z.string().optional(),
  channels: z.number().optional(),
})
export type Probed = z.infer<typeof Stream>

const probe = (segment: Buffer) =>
  new Promise<Probed[]>((resolve, reject) => {
    const args = ['-v', 'error', '-f', 'mpegts', '-show_streams', '-of', 'json', 'pipe:0']
    const child = execFile(binaries().ffprobe, args, (failed, stdout) =>
      failed ? reject(failed) : resolve(z.object({ streams: z.array(Stream) }).parse(JSON.parse(stdout)).streams),
    )
    // ffprobe has seen enough before the end, and hangs up.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(segment)
  })

/** Frames a second as the master playlist says, or as ffprobe does. */
export const rateOf = ({ attributes, video }: Rung): number => {
  const [num = Number.NaN, den = 1] = (video?.r_frame_rate ?? '').split('/').map(Number)
  return Number.isFinite(num / den) ? num / den : Number(attributes.get('FRAME-RATE'))
}

/** Every playlist has its last segment. */
export const isFinished = ({ rungs }: Ladder) => rungs.every(({ playlist }) => playlist.ended)

type Weighed = Pick<Segment, 'seconds' | 'bytes'>

const bitsOf = (segments: readonly Weighed[]) =>
  (segments.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / segments.reduce((sum, { seconds }) => sum + seconds, 0)

export const averageBits = ({ segments }: Rung): number => bitsOf(segments)

/** RFC 8216, 4.1: the most of any run of segments between half and one and a half target durations. A film shorter than that is its own run. */
export function peakBits({ segments, playlist }: { segments: readonly Weighed[]; playlist: Pick<MediaPlaylist, 'target'> }): number {
  let peak = 0
  segments.forEach((_, from) => {
    for (let to = from + 1; to <= segments.length; to++) {
      const run = segments.slice(from, to)
      const seconds = run.reduce((sum, segment) => sum + segment.seconds, 0)
      if (seconds > 1.5 * playlist.target) break
      if (seconds >= 0.5 * playlist.target) peak = Math.max(peak, bitsOf(run))
    }
  })
  return peak || bitsOf(segments)
}
