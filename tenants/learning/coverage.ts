/** Seconds of a video, from ≤ to. */
export type Interval = readonly [from: number, to: number]

/** Gaps shorter than this between two reports are the clock's, not the student's. Seconds. */
const SEAM = 0.35

/** The union of intervals: sorted, disjoint, to the tenth of a second. */
export function union(...lists: readonly (readonly Interval[])[]): Interval[] {
  const sorted = lists
    .flat()
    .filter(([from, to]) => to > from)
    .sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = merged.at(-1)
    if (last && from <= last[1] + SEAM) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged.map(([from, to]) => [tenths(from), tenths(to)] as const)
}

export const coveredSeconds = (intervals: readonly Interval[]): number => intervals.reduce((sum, [from, to]) => sum + to - from, 0)

const tenths = (seconds: number) => Math.round(seconds * 10) / 10
