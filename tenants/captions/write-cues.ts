import type { Cue } from './cue.ts'
import { writeCueText } from './cue-text.ts'

/** A WebVTT file. */
export const writeVtt = (cues: readonly Cue[]): string =>
  `${[
    'WEBVTT',
    ...cues.map((cue) => `${times(cue, '.')}${cue.settings ? ` ${cue.settings}` : ''}\n${writeCueText(cue.text, cue.speaker)}`),
  ].join('\n\n')}\n`

/** A SubRip file, which knows no places and no entities; who speaks stands before what they say. */
export const writeSrt = (cues: readonly Cue[]): string =>
  cues.map((cue, nth) => `${nth + 1}\n${times(cue, ',')}\n${cue.speaker ? `${cue.speaker}: ` : ''}${cue.text}\n`).join('\n')

const times = ({ start, end }: Cue, mark: '.' | ',') => `${clock(start, mark)} --> ${clock(end, mark)}`

/** 01:02:03.456 */
export function clock(ms: number, mark: '.' | ',' = '.'): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const whole = Math.floor(ms / 1_000)
  return `${two(Math.floor(whole / 3_600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${mark}${String(Math.floor(ms % 1_000)).padStart(3, '0')}`
}
