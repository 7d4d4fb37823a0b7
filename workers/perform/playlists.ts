import { SEGMENT_SECONDS } from '#tenants/media/ladder.ts'
import type { Fraction } from './probe.ts'

export interface PlaylistEntry {
  readonly name: string
  readonly seconds: number
}

/** A key picture within its segment; `seconds` until the next one. */
export interface IFrameEntry extends PlaylistEntry {
  readonly offset: number
  readonly bytes: number
}

/** Seconds that no segment, rounded, is longer than: each ends at the first frame at or after a multiple of six. The same from the first look to the last (RFC 8216, 6.2.1). */
export const targetSeconds = ({ num, den }: Fraction): number => Math.round(SEGMENT_SECONDS + den / num)

/**
 * A rung's playlist: one that grows while the rest is still being made, and one that is whole. Entries are relative to it.
 * @param keyUri where the key of encrypted segments is, relative too
 */
export function mediaPlaylist(entries: readonly PlaylistEntry[], rate: Fraction, isWhole: boolean, keyUri?: string): string {
  const lines = [
    ...headOf(entries, rate, isWhole),
    ...(keyUri === undefined ? [] : [`#EXT-X-KEY:METHOD=AES-128,URI="${keyUri}"`]),
    ...entries.flatMap(({ name, seconds }) => [`#EXTINF:${seconds.toFixed(6)},`, name]),
    ...(isWhole ? ['#EXT-X-ENDLIST'] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** A rung's key pictures alone, which players show to whoever winds through the film. Each is a part of its segment. RFC 8216, 4.3.3.6. */
export function iFramePlaylist(entries: readonly IFrameEntry[], rate: Fraction): string {
  const lines = [
    ...headOf(entries, rate, true),
    '#EXT-X-I-FRAMES-ONLY',
    ...entries.flatMap(({ name, seconds, offset, bytes }) => [
      `#EXTINF:${seconds.toFixed(6)},`,
      `#EXT-X-BYTERANGE:${bytes}@${offset}`,
      name,
    ]),
    '#EXT-X-ENDLIST',
  ]
  return `${lines.join('\n')}\n`
}

const headOf = (entries: readonly PlaylistEntry[], rate: Fraction, isWhole: boolean): string[] => [
  '#EXTM3U',
  '#EXT-X-VERSION:6',
  `#EXT-X-TARGETDURATION:${Math.max(targetSeconds(rate), ...entries.map(({ seconds }) => Math.round(seconds)))}`,
  '#EXT-X-MEDIA-SEQUENCE:0',
  `#EXT-X-PLAYLIST-TYPE:${isWhole ? 'VOD' : 'EVENT'}`,
  '#EXT-X-INDEPENDENT-SEGMENTS',
]

/** Seconds of each segment by name, in order, out of a media playlist that ffmpeg wrote or is writing. */
export function playlistEntries(playlist: string): PlaylistEntry[] {
  return [...playlist.matchAll(/^#EXTINF:([\d.]+),.*\r?\n(?:#.*\r?\n)*([^#\r\n]+)\r?\n/gm)].map(([, seconds = '0', name = '']) => ({
    name,
    seconds: Number(seconds),
  }))
}

export const lengthOf = (entries: readonly PlaylistEntry[]): number => entries.reduce((sum, { seconds }) => sum + seconds, 0)
