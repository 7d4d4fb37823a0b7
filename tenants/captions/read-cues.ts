import { type Cue, inOrder, LATEST_MS, MOST_CUES, MOST_TEXT } from './cue.ts'
import { readCueText } from './cue-text.ts'

/** What is wrong with a file of captions, and in which line, counted from 1. Keys of the catalogue below `captions.line`. */
export interface LineProblem {
  readonly line: number
  readonly what: 'no_header' | 'times' | 'backwards' | 'late' | 'no_times' | 'too_long' | 'too_many' | 'nothing'
}

export interface ReadCues {
  /** In the order of time. */
  readonly cues: readonly Cue[]
  readonly problems: readonly LineProblem[]
}

/** So many are enough to see what is the matter with a file. */
const MOST_PROBLEMS = 8

/** 01:02:03.456, 02:03,456 and what editors make of it: one digit of hours, two of milliseconds. */
const MOMENT = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`
const TIMES = new RegExp(`^\\s*${MOMENT}\\s*-->\\s*${MOMENT}(?:\\s+(.*))?$`)
const SETTING =
  /^(vertical:(rl|lr)|line:-?\d+(\.\d+)?%?(,(start|center|end))?|(position|size):\d+(\.\d+)?%(,[a-z-]+)?|align:(start|center|end|left|right))$/

/** Reads WebVTT (https://www.w3.org/TR/webvtt1/#file-structure) or SubRip, whichever the file is. Cues that are wrong are left out and named. */
export function readCues(file: string): ReadCues {
  const lines = file
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
  const isVtt = /^WEBVTT([ \t].*)?$/.test(lines[0] ?? '')
  const problems: LineProblem[] = []
  const blame = (line: number, what: LineProblem['what']) => problems.length < MOST_PROBLEMS && problems.push({ line, what })
  const cues: Cue[] = []
  let lead = 0
  if (isVtt) lead = endOfBlock(lines, 0)
  else if (/^\s*WEBVTT/i.test(lines[0] ?? '')) blame(1, 'no_header')
  for (const block of blocks(lines, lead)) {
    if (isVtt && /^(NOTE|STYLE|REGION)([ \t]|$)/.test(lines[block.from] ?? '')) continue
    const at = timesIn(lines, block)
    if (at === undefined) {
      blame(block.from + 1, 'no_times')
      continue
    }
    const cue = cueAt(lines, at, block.to, (what) => blame(at + 1, what))
    if (cue) cues.push(cue)
    if (cues.length > MOST_CUES) {
      blame(at + 1, 'too_many')
      break
    }
  }
  if (cues.length === 0 && problems.length === 0) blame(1, 'nothing')
  return { cues: inOrder(cues), problems }
}

interface Block {
  readonly from: number
  /** The first line behind it. */
  readonly to: number
}

function* blocks(lines: readonly string[], start: number): Generator<Block> {
  let at = start
  while (at < lines.length) {
    if (!lines[at]?.trim()) at++
    else {
      const to = endOfBlock(lines, at)
      yield { from: at, to }
      at = to
    }
  }
}

/** An empty line ends a block; a line of times begins one, where a file forgot the empty one. */
function endOfBlock(lines: readonly string[], from: number): number {
  let to = from + 1
  while (to < lines.length && lines[to]?.trim()) {
    const isOther = to > from + 1 && isTimes(lines[to]) && lines.slice(from, to).some(isTimes)
    if (isOther) return /^\d+$/.test(lines[to - 1]?.trim() ?? '') ? to - 1 : to
    to++
  }
  return to
}

const isTimes = (line = '') => line.includes('-->')

/** The line of times: the first of the block, or the second behind a number or a name. */
function timesIn(lines: readonly string[], { from, to }: Block): number | undefined {
  if (isTimes(lines[from])) return from
  return from + 1 < to && isTimes(lines[from + 1]) ? from + 1 : undefined
}

function cueAt(lines: readonly string[], at: number, to: number, blame: (what: LineProblem['what']) => void): Cue | undefined {
  const match = TIMES.exec(lines[at] ?? '')
  const [, h1, m1, s1, f1, h2, m2, s2, f2, rest] = match ?? []
  const start = moment(h1, m1, s1, f1)
  const end = moment(h2, m2, s2, f2)
  if (!match || start === undefined || end === undefined) return void blame('times')
  if (end > LATEST_MS) return void blame('late')
  // A cue without length was never seen; editors leave them behind.
  if (end < start) return void blame('backwards')
  const { text, speaker } = readCueText(lines.slice(at + 1, to).join('\n'))
  if (text.length > MOST_TEXT) return void blame('too_long')
  if (!text || end === start) return undefined
  const settings = (rest ?? '')
    .split(/\s+/)
    .filter((one) => SETTING.test(one))
    .join(' ')
  return { start, end, text, ...(speaker && { speaker }), ...(settings && { settings }) }
}

function moment(hours = '0', minutes = '', seconds = '', fraction = ''): number | undefined {
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)]
  if (m > 59 || s > 59) return undefined
  return ((h * 60 + m) * 60 + s) * 1_000 + Number(fraction.padEnd(3, '0'))
}
