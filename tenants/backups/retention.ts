const HOUR = 3_600_000
const DAY = 24 * HOUR

/** For how long the last backup of each hour, day and month is kept, from the newest backup's time on back. */
const RULES = [
  { forMs: DAY, slot: (at: number) => `h${Math.floor(at / HOUR)}` },
  { forMs: 31 * DAY, slot: (at: number) => `d${Math.floor(at / DAY)}` },
  { forMs: 366 * DAY, slot: (at: number) => new Date(at).toISOString().slice(0, 7) },
]

/**
 * Which of these backups may go: hourly ones stay a day, daily ones a month, monthly ones a year, and the newest for ever.
 * Of one hour, day or month the last one stays. Times are UTC.
 */
export function outlived<Backup extends { readonly at: number }>(backups: readonly Backup[], now: number): Backup[] {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at)
  const taken = new Set<string>()
  return newestFirst.filter((one, index) => {
    let isKept = index === 0
    for (const { forMs, slot } of RULES) {
      const name = slot(one.at)
      if (now - one.at >= forMs || taken.has(name)) continue
      taken.add(name)
      isKept = true
    }
    return !isKept
  })
}
