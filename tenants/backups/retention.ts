const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * For how long every backup, the last of each day and the last of each month are kept, and how many of them however old they seem: a
 * clock that is a year ahead must not empty the shelf.
 */
const RULES = [
  { forMs: DAY, least: 6, slot: (at: number) => at },
  { forMs: 31 * DAY, least: 7, slot: (at: number) => Math.floor(at / DAY) },
  { forMs: 366 * DAY, least: 3, slot: (at: number) => new Date(at).toISOString().slice(0, 7) },
]

/**
 * Which of these backups may go: each stays a day, the last of each day a month, the last of each month a year, and the newest few for
 * ever. Times are UTC.
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
