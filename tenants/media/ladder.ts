/** One rung of the encoding ladder. Bitrates in bits a second, sizes in pixels of the short side. */
export interface Rung {
  readonly name: string
  readonly shortSide: number
  readonly videoBitrate: number
}

/** The ladder of the product (features.md, V2): highest first; audio is AAC at 128 kbit/s on each. */
export const LADDER: readonly Rung[] = [
  { name: '1080p', shortSide: 1080, videoBitrate: 5_000_000 },
  { name: '720p', shortSide: 720, videoBitrate: 3_000_000 },
  { name: '480p', shortSide: 480, videoBitrate: 1_500_000 },
  { name: '360p', shortSide: 360, videoBitrate: 800_000 },
]

export const AUDIO_BITRATE = 128_000

/** Seconds of one HLS segment; keyframes fall on its multiples in every rung. */
export const SEGMENT_SECONDS = 6

const thousands = (bits: number) => bits / 1_000

/** Names the ladder above by what it is, so that a video made on another one is known by it. */
export const LADDER_PRINT = [
  LADDER.map(({ name, videoBitrate }) => `${name}@${thousands(videoBitrate)}`).join(','),
  `aac@${thousands(AUDIO_BITRATE)}`,
  `${SEGMENT_SECONDS}s`,
].join(';')
