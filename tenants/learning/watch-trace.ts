import type { Interval } from './coverage.ts'
import { readVarints, writeVarints } from './varints.ts'

/** How often one student played each whole second of a film: 0 to `MOST_PLAYS` a second. */
export type Trace = Uint8Array

/** Whoever plays a second more often is counted as if this often: one student alone makes no peak, and a trace cannot grow for ever. */
export const MOST_PLAYS = 7

/** So many seconds of a film are counted: those whose middle it reaches. */
export const secondsOf = (length: number): number => Math.max(0, Math.ceil(length - 0.5))

/** Seconds of a film, from ≤ at < end. */
export interface Seconds {
  readonly from: number
  readonly end: number
}

/**
 * Adds stretches as they were played, and answers which seconds they are about. A second counts for the one stretch that holds its middle, so a film played through in
 * many reports counts each second once, wherever they were cut.
 * @param known reported before, at least in part: what was never seen is seen now, and nothing was played again
 */
export function addPlays(trace: Trace, played: readonly Interval[], known = false): Seconds {
  const stretches = played
    .map(([from, to]) => ({ from: Math.max(0, Math.ceil(from - 0.5)), end: Math.min(trace.length, Math.ceil(to - 0.5)) }))
    .filter(({ from, end }) => from < end)
  const first = stretches.reduce((least, { from }) => Math.min(least, from), trace.length)
  const last = stretches.reduce((most, { end }) => Math.max(most, end), 0)
  if (first >= last) return { from: 0, end: 0 }
  // Where plays begin and end: a report of a thousand stretches costs no more than the film is long.
  const edges = new Int32Array(last - first + 1)
  for (const { from, end } of stretches) {
    edges[from - first] = (edges[from - first] ?? 0) + 1
    edges[end - first] = (edges[end - first] ?? 0) - 1
  }
  let plays = 0
  for (let at = first; at < last; at++) {
    plays += edges[at - first] ?? 0
    if (!plays) continue
    const before = trace[at] ?? 0
    trace[at] = known ? Math.max(before, 1) : Math.min(MOST_PLAYS, before + plays)
  }
  return { from: first, end: last }
}

/** As runs of seconds that were played equally often, each one number; what was never reached at the end takes nothing. */
export function writeTrace(trace: Trace): Buffer {
  const runs: number[] = []
  let at = 0
  while (at < trace.length) {
    const from = at
    const plays = trace[from] ?? 0
    while (at < trace.length && trace[at] === plays) at++
    if (at < trace.length || plays > 0) runs.push((at - from) * (MOST_PLAYS + 1) + plays)
  }
  return writeVarints(runs)
}

export function readTrace(runs: Uint8Array, seconds: number): Trace {
  const trace = new Uint8Array(seconds)
  let at = 0
  for (const run of readVarints(runs)) {
    const end = Math.min(seconds, at + Math.floor(run / (MOST_PLAYS + 1)))
    trace.fill(run % (MOST_PLAYS + 1), at, end)
    at = end
  }
  return trace
}

export interface PlayedRun {
  /** Seconds of the film. */
  readonly from: number
  readonly to: number
  /** How often, `MOST_PLAYS` for that and more. */
  readonly times: number
}

/** What was played, as it is kept: for who reads it themselves. */
export function playedRuns(runs: Uint8Array): PlayedRun[] {
  let at = 0
  return readVarints(runs).flatMap((run) => {
    const from = at
    at += Math.floor(run / (MOST_PLAYS + 1))
    const times = run % (MOST_PLAYS + 1)
    return times ? [{ from, to: at, times }] : []
  })
}

export function seenSeconds(trace: Trace): number {
  let seen = 0
  for (let at = 0; at < trace.length; at++) if (trace[at]) seen++
  return seen
}
