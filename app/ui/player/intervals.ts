/** Seconds of media time, from and to. */
export type Interval = readonly [from: number, to: number]

/** The union: in order, disjoint, touching ones joined. */
export function union(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = []
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && from <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], to)]
    else joined.push([from, to])
  }
  return joined
}

/** The same stretches in the order they were played; one that goes on where the one before it ended is one with it. */
export function inOneGo(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = []
  for (const [from, to] of intervals) {
    const last = joined.at(-1)
    if (last && from === last[1]) joined[joined.length - 1] = [last[0], to]
    else joined.push([from, to])
  }
  return joined
}
