import type { Prepared } from './prepare.ts'

/** What is known of a film once it is ready. */
export function known(id: string, { seconds, picture, sound }: Prepared): object {
  const video = picture && { id: `${id}v`, type: 'video', duration: seconds, max_width: picture.width, max_height: picture.height }
  return {
    duration: seconds,
    resolution_tier: picture ? tierOf(picture) : 'audio-only',
    max_stored_resolution: picture ? 'HD' : 'Audio only',
    ...(picture && { aspect_ratio: ratio(picture), max_stored_frame_rate: picture.rate }),
    tracks: [
      ...(picture ? [{ ...video, max_frame_rate: picture.rate }] : []),
      ...(sound ? [{ id: `${id}a`, type: 'audio', duration: seconds, max_channels: 2, max_channel_layout: 'stereo' }] : []),
    ],
  }
}

export const PROGRESS = {
  preparing: { state: 'ingesting', progress: 0 },
  ready: { state: 'completed', progress: 100 },
  errored: { state: 'errored', progress: -1 },
}
export const ENCODING_TIERS = { basic: 'baseline', plus: 'smart', premium: 'premium' }

function tierOf({ width, height }: { width: number; height: number }): string {
  const pixels = width * height
  if (pixels <= 921_600) return '720p'
  if (pixels <= 2_073_600) return '1080p'
  return pixels <= 4_194_304 ? '1440p' : '2160p'
}

function ratio({ width, height }: { width: number; height: number }): string {
  const divisor = (a: number, b: number): number => (b ? divisor(b, a % b) : a)
  const by = divisor(width, height)
  return `${width / by}:${height / by}`
}
