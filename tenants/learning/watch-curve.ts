import { readVarints, writeVarints } from './varints.ts'
import type { Seconds, Trace } from './watch-trace.ts'

/** What all viewers of a film did, step by step of `width` seconds. Sums, so that each viewer's part can be added as it changes. */
export interface Curve {
  readonly seconds: number
  readonly width: number
  /** Of each step: its seconds that were seen, of all viewers together. */
  readonly seen: Float64Array
  /** Of each step: its seconds that were played, as often as they were. */
  readonly played: Float64Array
  /** Of each step: viewers who played some of it again. */
  readonly again: Float64Array
}

/** No curve has more: a lesson of an hour and a half takes as many bytes as one of seven minutes. */
const MOST_STEPS = 400
const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120]

/** Seconds of one step, such as a person would choose. */
export const widthOf = (seconds: number): number => WIDTHS.find((width) => seconds / width <= MOST_STEPS) ?? Math.ceil(seconds / MOST_STEPS)

export function readCurve(steps: Uint8Array, seconds: number): Curve {
  const width = widthOf(seconds)
  const count = Math.ceil(seconds / width)
  const numbers = readVarints(steps)
  const every = (third: number) => Float64Array.from({ length: count }, (_, at) => numbers[at * 3 + third] ?? 0)
  return { seconds, width, seen: every(0), played: every(1), again: every(2) }
}

export function writeCurve({ seen, played, again }: Curve): Buffer {
  const numbers: number[] = []
  for (let at = 0; at < seen.length; at++) numbers.push(seen[at] ?? 0, played[at] ?? 0, again[at] ?? 0)
  return writeVarints(numbers)
}

/**
 * Adds what one viewer's trace has more than it had, in the seconds it may differ in: nothing outside is looked at, so a report costs the same
 * in a short film and in a long one. Answers how many seconds are played now, and how many of them are seen for the first time.
 */
export function addChange(curve: Curve, before: Trace, after: Trace, within: Seconds): { plays: number; seen: number } {
  const { seen, played, again, width, seconds } = curve
  const sum = { plays: 0, seen: 0 }
  for (let step = Math.floor(within.from / width); step * width < within.end; step++) {
    const from = step * width
    const end = Math.min(seconds, from + width)
    let [more, plays, was, is] = [0, 0, 0, 0]
    for (let at = from; at < end; at++) {
      const a = before[at] ?? 0
      const b = after[at] ?? 0
      if (b > 0 && a === 0) more++
      plays += b - a
      if (a > was) was = a
      if (b > is) is = b
    }
    if (!plays) continue
    seen[step] = (seen[step] ?? 0) + more
    played[step] = (played[step] ?? 0) + plays
    if (is > 1 && was < 2) again[step] = (again[step] ?? 0) + 1
    sum.plays += plays
    sum.seen += more
  }
  return sum
}
