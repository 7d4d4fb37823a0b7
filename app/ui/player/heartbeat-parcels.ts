import type { Remainder } from './heartbeat-shelf.ts'
import type { WatchReport } from './watch-report.ts'

/** What the server takes at once (tenants/learning/heartbeats.ts, app/server/heartbeats.ts, where a request may have 32,000 bytes). */
const MOST_REPORTS = 100
export const MOST_INTERVALS = 50
const MOST_BYTES = 30_000

/**
 * What is to be sent, in pieces the server takes. They go in order, and one goes only when all before it are durable: the server
 * knows a player by its highest number, so a later piece that arrives alone would make it take the earlier ones for known.
 */
export function parcels(rest: Remainder): Remainder[] {
  const all: { reports: Remainder['reports'][number][]; bytes: number }[] = []
  for (const report of rest.reports) {
    const bytes = JSON.stringify(report).length + 1
    const last = all.at(-1)
    if (last && last.reports.length < MOST_REPORTS && last.bytes + bytes <= MOST_BYTES) {
      last.reports.push(report)
      last.bytes += bytes
    } else {
      all.push({ reports: [report], bytes: bytes + 200 })
    }
  }
  return all.map(({ reports }) => ({ ...rest, reports }))
}

/** A report of many little pieces of the film, as several. */
export function inPieces({ covered, position }: WatchReport): WatchReport[] {
  const pieces: WatchReport[] = []
  for (let at = 0; at === 0 || at < covered.length; at += MOST_INTERVALS)
    pieces.push({ covered: covered.slice(at, at + MOST_INTERVALS), position })
  return pieces
}
