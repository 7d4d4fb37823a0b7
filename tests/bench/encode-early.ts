import { encodePairs, wholeRatios } from './encode.ts'
import type { Finding } from './report.ts'
import { rounded } from './report.ts'
import { median } from './rounds.ts'

const WHOLE_BAR = 1.05

/**
 * From the answer to an upload's last request to the first play (master playlist and the first segment of every rung fetched by signed
 * link), as a share of the time until the last segment is published. `whole` is that whole time ÷ one ffmpeg command beside it.
 */
export async function encodeEarly(): Promise<Finding> {
  const pairs = await encodePairs('encode-early')
  const shares = pairs.map(({ ours }) => ours.early / ours.ready)
  const whole = wholeRatios(pairs)
  return {
    bench: 'encode-early',
    figure: rounded(median(shares)),
    better: 'lower',
    bar: 0.15,
    whole: rounded(median(whole)),
    misses:
      median(whole) > WHOLE_BAR ? [`the whole takes ${rounded(median(whole))} times as long as one ffmpeg; at most ${WHOLE_BAR}`] : [],
    early_seconds: rounded(median(pairs.map(({ ours }) => ours.early)), 2),
    ready_seconds: rounded(median(pairs.map(({ ours }) => ours.ready)), 2),
    shares: shares.map((share) => rounded(share)),
    wholes: whole.map((ratio) => rounded(ratio)),
  }
}
