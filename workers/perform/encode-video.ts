import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { type Perform, PermanentFailure } from '#tenants/jobs/contract.ts'
import type { encodeVideo, Rendition } from '#tenants/media/jobs.ts'
import { LADDER_PRINT } from '#tenants/media/ladder.ts'
import { FfmpegFailed } from './command.ts'
import { EarlyPlaylists } from './early.ts'
import { encodeLadder, playlistPath, posterPath } from './encode.ts'
import { encryptSegment, KEY_URI } from './encrypt.ts'
import { blame, headOf } from './failures.ts'
import { MAX_PIXELS } from './ffmpeg.ts'
import { type IFrame, iFrameOf } from './i-frames.ts'
import { MAX_SECONDS, refuseEarlyEnd, videoSeconds } from './length.ts'
import { memoryLimit, timeLimit } from './limits.ts'
import { codecsOf, peakBandwidth, type Variant } from './master.ts'
import { planVideo, type VideoPlan } from './plan.ts'
import { lengthOf, type PlaylistEntry, playlistEntries } from './playlists.ts'
import { hasPoster, posterWithoutChoice } from './poster.ts'
import { probe, type VideoFacts } from './probe.ts'
import { type SegmentPublisher, segmentPublisher } from './publish.ts'
import { publishWhole } from './publish-whole.ts'
import { sinkOf } from './sink.ts'
import { openSource } from './source.ts'
import { pidFile } from './stray.ts'

/** The share of the work that is ffmpeg's; what follows it only moves files. */
const ENCODING = 0.98

/** Makes the HLS ladder, the poster and the storyboard of one video; see the contract for what lands where and for the failure codes. */
export const performEncodeVideo: Perform<typeof encodeVideo> = async (input, attempt) => {
  const { workDir } = attempt
  let share = 0
  let report = () => attempt.progress(share)
  const source = await openSource(input.source, attempt, () => report())

  // Where publishing fails (a full disk), ffmpeg must not go on encoding for nobody.
  const publishing = new AbortController()
  const run = { workDir, signal: AbortSignal.any([source.signal, publishing.signal]), pidFile: pidFile(workDir) }
  const sink = sinkOf(input.sink, run.signal, () => report())

  try {
    const facts = await probe(source)
    const { audio } = facts
    const video = mustHaveVideo(facts.video)
    const seconds = await videoSeconds(source, facts, video, workDir, {
      ...{ ...run, tick: report },
      // Its length is not known yet; reading the longest takes no longer than this.
      limits: { bytes: memoryLimit(), ms: timeLimit(0) },
    })
    const plan = planVideo(video, seconds)
    const limits = { bytes: memoryLimit(), ms: timeLimit(seconds) }

    const codecs = new Map<string, string>()
    const iFrames = new Map<string, IFrame>()
    const names = plan.rungs.map((rung) => rung.name)
    const key = input.key === undefined ? undefined : Buffer.from(input.key, 'hex')
    const keyUri = key && KEY_URI
    const early = new EarlyPlaylists(workDir, sink, plan, codecs, keyUri)
    const segments = segmentPublisher(workDir, sink, names, {
      async first(rung, path) {
        codecs.set(rung, codecsOf(await headOf(path, 64 * 1024), audio !== undefined))
      },
      async each(rung, name, path) {
        // A part of an encrypted segment cannot be decrypted.
        const found = key ? undefined : await iFrameOf(path)
        if (found) iFrames.set(`${rung}/${name}`, found)
      },
      seal: key && ((path) => encryptSegment(path, key)),
      async grown() {
        await early.grow(segments)
        report()
        if (early.until > 0) source.hurry()
      },
    })
    report = () => {
      const { until } = early
      attempt.progress(share, until ? { seconds, width: plan.width, height: plan.height, until } : undefined)
    }

    // While ffmpeg fills a frozen passage it reports nothing for minutes; segments that appear are its sign of life.
    let seen = 0
    let pulse: NodeJS.Timeout
    const beat = () => {
      const written = countOf(segments)
      if (written > seen) report()
      seen = written
      segments.sweep().catch((error) => publishing.abort(error))
      pulse = setTimeout(beat, early.until > 0 ? PULSE_MS : FIRST_PULSE_MS)
    }
    pulse = setTimeout(beat, FIRST_PULSE_MS)
    try {
      await encodeLadder(
        { source, video, audio, plan, workDir, maxSeconds: MAX_SECONDS },
        {
          ...run,
          limits,
          tick(reached) {
            share = Math.max(share, Math.min(1, (reached ?? 0) / Math.max(seconds, 0.1)) * ENCODING)
            report()
            segments.sweep().catch((error) => publishing.abort(error))
          },
        },
      )
    } finally {
      clearTimeout(pulse)
      await segments.settled()
    }
    await segments.sweep(true)

    const variants = await Promise.all(
      plan.rungs.map(async (rung) => variantOf(rung, await playlistOf(workDir, rung.name), segments, codecs, iFrames)),
    )
    const encoded = Math.max(...variants.map(({ segments }) => lengthOf(segments)))
    refuseEarlyEnd(encoded, seconds)

    if (!hasPoster(posterPath(workDir))) {
      await posterWithoutChoice(source, video.index, plan, posterPath(workDir), {
        ...run,
        limits,
        tick: report,
      })
    }
    run.signal.throwIfAborted()
    const { bytes, storyboard } = await publishWhole({ workDir, plan, variants, keyUri }, sink, run.signal)
    attempt.progress(1)

    const renditions = variants.map(renditionOf)
    return {
      seconds: encoded,
      width: plan.width,
      height: plan.height,
      hasAudio: audio !== undefined,
      renditions,
      bytes: bytes + renditions.reduce((sum, rendition) => sum + rendition.bytes, 0),
      storyboard,
      ladder: LADDER_PRINT,
    }
  } catch (error) {
    if (error instanceof FfmpegFailed) throw (await blame(source, error.log)) ?? error
    throw error
  } finally {
    await source.close()
  }
}

const PULSE_MS = 2_000
/** Somebody waits to see the film at all, and while ffmpeg is busy with its first frames its reports come a second late. */
const FIRST_PULSE_MS = 100

const countOf = ({ published }: SegmentPublisher) => [...published.values()].reduce((sum, sizes) => sum + sizes.size, 0)

function mustHaveVideo(video: VideoFacts | undefined): VideoFacts {
  if (!video) throw new PermanentFailure('media.no_video', 'no stream of moving pictures')
  if (video.width * video.height > MAX_PIXELS) {
    throw new PermanentFailure('media.too_large', `${video.width}x${video.height} is more than ${MAX_PIXELS} pixels`)
  }
  return video
}

const playlistOf = async (workDir: string, rung: string) => {
  const path = playlistPath(workDir, rung)
  // No frame at all came out: ffmpeg ends well then, and writes nothing.
  if (!existsSync(path)) throw new PermanentFailure('media.truncated', 'not one frame could be decoded')
  return playlistEntries(await readFile(path, 'utf8'))
}

export class SegmentLost extends Error {
  override readonly name = 'SegmentLost'
}

function variantOf(
  rung: VideoPlan['rungs'][number],
  entries: readonly PlaylistEntry[],
  { published }: SegmentPublisher,
  codecs: ReadonlyMap<string, string>,
  iFrames: ReadonlyMap<string, IFrame>,
): Variant {
  const sizes = published.get(rung.name)
  const named = codecs.get(rung.name)
  if (!named || entries.length === 0) throw new PermanentFailure('media.truncated', `rung ${rung.name} came out empty`)
  const segments = entries.map(({ name, seconds }) => {
    const bytes = sizes?.get(name)
    if (!bytes) throw new SegmentLost(`${rung.name}/${name} is in the playlist and was never written`)
    return { name, seconds, bytes, iFrame: iFrames.get(`${rung.name}/${name}`) }
  })
  return { name: rung.name, width: rung.width, height: rung.height, codecs: named, segments }
}

const renditionOf = (variant: Variant): z.infer<typeof Rendition> => ({
  name: variant.name,
  width: variant.width,
  height: variant.height,
  bandwidth: peakBandwidth(variant.segments),
  codecs: variant.codecs,
  segments: variant.segments.length,
  bytes: variant.segments.reduce((sum, segment) => sum + segment.bytes, 0),
})
