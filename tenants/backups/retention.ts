const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * For how long the last backup of each hour, day and month is kept, and of how many hours, days and months that have one it is kept
 * however old they seem: a clock that is a year ahead must not empty the shelf.
 */
const RULES = [
  { forMs: DAY, least: 6, slot: (at: number) => Math.floor(at / HOUR) },
  { forMs: 31 * DAY, least: 7, slot: (at: number) => Math.floor(at / DAY) },
  { forMs: 366 * DAY, least: 3, slot: (at: number) => new Date(at).toISOString().slice(0, 7) },
]

/**
 * Which of these backups may go: hourly ones stay a day, daily ones a month, monthly ones a year, and the newest few for ever.
 * Of one hour, day or month the last one stays. Times are UTC.
 */
export function outlived<Backup extends { readonly at: number }>(backups: readonly Backup[], now: number): Backup[] {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at)
  const taken = RULES.map(() => new Set<number | string>())
  return newestFirst.filter((one) => {
    let isKept = false
    for (const [rule, { forMs, least, slot }] of RULES.entries()) {
      const slots = taken[rule] ?? new Set()
      if (slots.has(slot(one.at)) || (now - one.at >= forMs && slots.size >= least)) continue
      slots.add(slot(one.at))
      isKept = true
    }
    return !isKept
  })
}
