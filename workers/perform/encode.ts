import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AUDIO_BITRATE, SEGMENT_SECONDS } from '#tenants/media/ladder.ts'
import { type FfmpegOutput, type FfmpegRun, runFfmpeg } from './command.ts'
import { hasFilters } from './ffmpeg.ts'
import type { PlannedRung, VideoPlan } from './plan.ts'
import { posterBranch, posterOutput } from './poster.ts'
import type { AudioFacts, Fraction, VideoFacts } from './probe.ts'
import type { Source } from './source.ts'
import { storyboardBranch, storyboardOutput } from './storyboard.ts'

export interface Encode {
  readonly source: Source
  readonly video: VideoFacts
  readonly audio: AudioFacts | undefined
  readonly plan: VideoPlan
  readonly workDir: string
  /** Nothing of the source after this is read. */
  readonly maxSeconds: number
}

/**
 * One ffmpeg for the whole ladder, the poster and the storyboard: the source is decoded once. One HLS output a rung with our own master playlist,
 * because ffmpeg 4.1 refuses named var_stream_map and crashes on master_pl_name.
 */
export async function encodeLadder(encode: Encode, run: Pick<FfmpegRun, 'signal' | 'pidFile' | 'limits' | 'tick'>): Promise<void> {
  const { plan, workDir } = encode
  for (const rung of plan.rungs) await mkdir(join(workDir, rung.name), { recursive: true })
  const toneMapping = isHdr(encode.video) && (await hasFilters('zscale', 'tonemap'))
  await runFfmpeg({
    ...run,
    source: encode.source,
    workDir,
    // Constant rate where frames leave for the encoders, not as a filter in front of the graph: a gap in the source's timestamps is
    // filled one frame at a time there, while the filter fills it with hours of whole pictures at once.
    inputOptions: ['-vsync', 'cfr', '-t', String(encode.maxSeconds)],
    filter: ladderGraph(encode.video, plan, toneMapping),
    outputs: [
      ...plan.rungs.map((rung) => rungOutput(rung, encode)),
      posterOutput('poster', posterPath(workDir)),
      storyboardOutput('sheets'),
    ],
  })
}

export const posterPath = (workDir: string) => join(workDir, 'poster.jpg')
export const playlistPath = (workDir: string, rung: string) => join(workDir, rung, 'index.m3u8')

const isHdr = (video: VideoFacts) => video.transfer === 'smpte2084' || video.transfer === 'arib-std-b67'

/**
 * Each rung is scaled from the one above it, which costs a third less than scaling each from the source. Rotation is ffmpeg's
 * own (autorotate puts it in front of the graph). Every output sees the same timestamps and makes the same constant rate of
 * them, so their keyframes agree.
 */
export function ladderGraph(video: VideoFacts, plan: VideoPlan, toneMapping: boolean): string {
  const [top, ...lower] = plan.rungs
  const head = [
    ...(video.interlaced ? ['yadif=deint=interlaced'] : []),
    scaled(top),
    ...(toneMapping ? toneMapped(video) : []),
    'setsar=1',
    'format=yuv420p',
    ...rounded(plan.rate),
  ]
  const graph = [`[0:${video.index}]${head.join(',')},split=3[v0][p][r0]`]
  lower.forEach((rung, i) => {
    graph.push(`[r${i}]${scaled(rung)},setsar=1,split=2[v${i + 1}][r${i + 1}]`)
  })
  graph.push(posterBranch('p', 'poster', plan), storyboardBranch(`r${lower.length}`, 'sheets', plan))
  return graph.join(';')
}

/**
 * Where pictures leave at a constant rate, ffmpeg shows one that is due a frame later at once, and the one before it too short:
 * slides, one a second, came half a second before their sound. Two fifths of a frame later each is rounded to its place.
 */
const rounded = ({ num, den }: Fraction) => [`settb=1/${CLOCK}`, `setpts=PTS+${Math.round((0.4 * CLOCK * den) / num)}`]

/** Fine enough for two fifths of any frame. */
const CLOCK = 90_000

const scaled = (rung: PlannedRung) => `scale=${rung.width}:${rung.height}:flags=bicubic`

/** PQ or HLG in BT.2020 to BT.709: linear light, primaries, then the Hable curve, as the zscale and tonemap filters document it. */
function toneMapped(video: VideoFacts): string[] {
  return [
    `zscale=tin=${video.transfer}:min=bt2020nc:pin=bt2020:t=linear:npl=100`,
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=tv',
  ]
}

function rungOutput(rung: PlannedRung, { video, audio, plan, workDir }: Encode): FfmpegOutput {
  const index = plan.rungs.indexOf(rung)
  const options = [
    ...['-map', `[v${index}]`, '-r', `${plan.rate.num}/${plan.rate.den}`, '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high'],
    ...(rung.level ? ['-level', rung.level] : []),
    ...['-b:v', `${rung.videoBitrate}`, '-maxrate', `${Math.round(rung.videoBitrate * 1.07)}`, '-bufsize', `${rung.videoBitrate * 1.5}`],
    // A scene cut would put a keyframe into one rung and not into the next.
    ...['-g', `${plan.gop}`, '-sc_threshold', '0', '-force_key_frames', `expr:gte(t,n_forced*${SEGMENT_SECONDS})`],
    ...(isHdr(video) ? ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'] : []),
    ...(audio ? audioOptions(audio, plan.seconds) : ['-an']),
    ...['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-f', 'hls', '-hls_time', `${SEGMENT_SECONDS}`, '-hls_playlist_type', 'event', '-hls_flags', 'independent_segments+temp_file'],
    // While the picture is frozen its sound waits for it, at most an hour (microseconds), and lands in the segments it belongs to.
    ...['-max_interleave_delta', '3600000000'],
    // Relative, for a percent sign in the work folder's own name would be part of the pattern, and ffmpeg has no escape for it.
    ...['-hls_segment_filename', `${rung.name}/%05d.ts`],
  ]
  return { path: playlistPath(workDir, rung.name), options }
}

/**
 * The sound covers the pictures from the first to the last, without a hole: a player that finds none for a stretch waits there or
 * leaves the pictures out too. What is missing in the source is silence; what is off by more than 30 ms is put right.
 */
function audioOptions({ index, channels, sampleRate }: AudioFacts, seconds: number): string[] {
  const rate = sampleRate === 44_100 || sampleRate === 48_000 ? sampleRate : 48_000
  const whole = Math.ceil(seconds * rate)
  return [
    ...['-map', `0:${index}`, '-c:a', 'aac', '-b:a', `${AUDIO_BITRATE}`],
    ...(channels > 2 ? ['-ac', '2'] : []),
    ...['-af', `aresample=${rate}:async=1:first_pts=0:min_hard_comp=0.03,apad=whole_len=${whole}`],
  ]
}
