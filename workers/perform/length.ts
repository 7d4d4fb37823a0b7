import { join } from 'node:path'
import { PermanentFailure } from '#tenants/jobs/contract.ts'
import { type FfmpegRun, runFfmpeg } from './command.ts'
import type { MediaFacts, VideoFacts } from './probe.ts'
import type { Source } from './source.ts'

/** Seconds. Longer than any lesson, and a bound on what one upload can cost. */
export const MAX_SECONDS = 12 * 3600

/**
 * Seconds of the video stream. Where the container does not say them for the stream itself (browser recordings say nothing,
 * FLV and transport streams only the whole), the packets are walked through once: reading, not decoding.
 * @throws PermanentFailure media.truncated when the file ends well before its own header says, media.too_long
 */
export async function videoSeconds(
  source: Source,
  facts: MediaFacts,
  video: VideoFacts,
  workDir: string,
  run: Pick<FfmpegRun, 'signal' | 'pidFile' | 'limits' | 'tick'>,
): Promise<number> {
  refuseTooLong(Math.max(video.seconds ?? 0, facts.seconds ?? 0))
  if (video.seconds !== undefined) return video.seconds

  // The null muxer writes nothing; the name tells stray.ts whose process this is.
  const walk = (...map: string[]) =>
    runFfmpeg({
      ...run,
      source,
      workDir,
      outputs: [{ path: join(workDir, 'walk'), options: [...map, '-c', 'copy', '-f', 'null'] }],
    })
  const whole = await walk('-map', '0:v?', '-map', '0:a?')
  refuseTooLong(whole ?? 0)
  if (facts.seconds !== undefined) refuseEarlyEnd(whole ?? 0, facts.seconds)
  return (await walk('-map', `0:${video.index}`)) ?? whole ?? 0
}

function refuseTooLong(seconds: number): void {
  if (seconds > MAX_SECONDS) throw new PermanentFailure('media.too_long', `${Math.round(seconds)} s; the limit is ${MAX_SECONDS} s`)
}

/** @throws PermanentFailure media.truncated when `reached` falls short of what was said by more than 5 % and 2 s */
export function refuseEarlyEnd(reached: number, said: number): void {
  if (reached < said * 0.95 - 2) {
    throw new PermanentFailure('media.truncated', `ends after ${reached.toFixed(1)} s of the ${said.toFixed(1)} s that its header says`)
  }
}
