import type { Curve } from '#tenants/learning/watch-curve.ts'

/** A place in a film that viewers went back to. */
export interface Moment {
  /** Seconds. */
  readonly from: number
  readonly to: number
  /** How many played some of it again, where most did. */
  readonly viewers: number
}

export const MOST_MOMENTS = 5
/** So much more often than the film on the whole was it played again. */
const STANDS_OUT = 1.5
/** A moment reaches as far as this share of those who went back to its peak went back to it. */
const REACHES = 0.6

/** Whoever starts a film anew plays its beginning again: that says nothing about the beginning. Seconds. */
const beginning = (seconds: number): number => Math.min(30, Math.max(5, seconds * 0.03))

/**
 * The moments most viewers went back to, the most visited first. It counts who went back and not how often, so nobody makes one
 * alone where others watch too.
 */
export function mostRewatched({ again, width, seconds }: Curve): Moment[] {
  let first = Math.ceil(beginning(seconds) / width)
  // Those who go on from there leave off one by one: that is still the beginning.
  while ((again[first] ?? 0) > 0 && (again[first] ?? 0) <= (again[first - 1] ?? 0)) first++
  const left = Array.from(again, (viewers, step) => (step < first ? 0 : viewers))
  const mean = left.reduce((sum, viewers) => sum + viewers, 0) / Math.max(1, left.length - first)
  const moments: Moment[] = []
  while (moments.length < MOST_MOMENTS) {
    const peak = Math.max(0, ...left)
    if (peak === 0 || peak < mean * STANDS_OUT) break
    const at = left.indexOf(peak)
    const isPart = (step: number) => (left[step] ?? 0) >= peak * REACHES
    let [from, to] = [at, at + 1]
    while (isPart(from - 1)) from--
    while (isPart(to)) to++
    moments.push({ from: from * width, to: Math.min(seconds, to * width), viewers: peak })
    // What falls off beside a peak is that peak's, and no moment of its own.
    while ((left[from - 1] ?? 0) > 0 && (left[from - 1] ?? 0) <= (left[from] ?? 0)) from--
    while ((left[to] ?? 0) > 0 && (left[to] ?? 0) <= (left[to - 1] ?? 0)) to++
    left.fill(0, from, to)
  }
  return moments
}
