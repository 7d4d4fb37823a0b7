import { MOST_INTERVALS } from './heartbeat-parcels.ts'
import { type Interval, inOneGo } from './intervals.ts'

/** One report as it is sent and kept. */
export interface KeptReport {
  /** From 1, per player. */
  readonly seq: number
  /** The first of those that were joined into it. */
  readonly first?: number
  /** When it was taken, milliseconds UTC. */
  readonly at: number
  readonly covered: readonly Interval[]
  readonly position: number
}

/** What one player (one page that was open once) has not heard to be durable. */
export interface Remainder {
  readonly player: string
  readonly lessonId: string
  /** The film that was playing. */
  readonly assetId?: string
  readonly reports: readonly KeptReport[]
}

export type Shelf = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** Longer than this nobody needs what was watched on a device that never came online again. */
const KEPT_MS = 60 * 24 * 3600_000
const MANY = 60

/**
 * Unsent reports in localStorage, one entry per player: two tabs never write the same one.
 * @param scope the student; another student on the same computer never sends these
 */
export class HeartbeatShelf {
  readonly #prefix: string
  constructor(
    scope: string,
    readonly shelf: Shelf | undefined,
  ) {
    // Encoded, so that one scope is never the beginning of another.
    this.#prefix = `lectern.watch/${encodeURIComponent(scope)}/`
  }

  /** Everything that is left, of this player and of earlier ones. */
  all(now: number): Remainder[] {
    if (!this.shelf) return []
    const names = Array.from({ length: this.shelf.length }, (_, index) => this.shelf?.key(index) ?? '')
    return names.filter((name) => name.startsWith(this.#prefix)).flatMap((name) => this.#readFresh(name.slice(this.#prefix.length), now))
  }

  read(player: string): Remainder | undefined {
    const text = this.shelf?.getItem(this.#prefix + player)
    if (!text) return undefined
    try {
      const kept: unknown = JSON.parse(text)
      return isRemainder(kept) ? { ...kept, player } : undefined
    } catch {
      // Somebody else's text under our name: as good as nothing.
      return undefined
    }
  }

  write(rest: Remainder): void {
    try {
      if (rest.reports.length === 0) this.shelf?.removeItem(this.#prefix + rest.player)
      else this.shelf?.setItem(this.#prefix + rest.player, JSON.stringify({ ...rest, player: undefined }))
    } catch {
      // A full or forbidden storage: what is in memory is still sent, only a closed tab would lose it.
    }
  }

  #readFresh(player: string, now: number): Remainder[] {
    const rest = this.read(player)
    if (rest?.reports.some((report) => now - report.at < KEPT_MS)) return [rest]
    this.shelf?.removeItem(this.#prefix + player)
    return []
  }
}

/**
 * Keeps the list short: all but the newest few become one, or as few as the server takes, each under the highest of the
 * numbers in it. It names the lowest too, so a server that had some of them already counts nothing twice.
 */
export function mergeMany(reports: readonly KeptReport[]): readonly KeptReport[] {
  if (reports.length <= MANY) return reports
  const merged: KeptReport[] = []
  for (const report of reports.slice(0, -MANY / 2)) {
    const last = merged.at(-1)
    const covered = inOneGo([...(last?.covered ?? []), ...report.covered])
    const isOne = last !== undefined && covered.length <= MOST_INTERVALS
    if (isOne) merged.pop()
    merged.push(isOne ? { ...report, first: last.first ?? last.seq, covered } : report)
  }
  return [...merged, ...reports.slice(-MANY / 2)]
}

function isRemainder(value: unknown): value is Omit<Remainder, 'player'> {
  return isRecord(value) && typeof value.lessonId === 'string' && Array.isArray(value.reports) && value.reports.every(isReport)
}

function isReport(value: unknown): value is KeptReport {
  return (
    isRecord(value) &&
    typeof value.seq === 'number' &&
    typeof value.at === 'number' &&
    typeof value.position === 'number' &&
    Array.isArray(value.covered) &&
    value.covered.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((end) => typeof end === 'number'))
  )
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
