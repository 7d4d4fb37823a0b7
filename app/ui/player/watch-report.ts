import { type Interval, inOneGo } from './intervals.ts'

export interface WatchReport {
  /** Stretches of media seconds, to a tenth, as they were really played since the last report: what was played again stands there again. */
  readonly covered: readonly Interval[]
  /** Where the player stands, media seconds to a tenth. */
  readonly position: number
}

/** The fastest speed the player offers; what runs faster was not watched. */
const FASTEST = 2
/** What clocks, throttled timers and a nudge over a gap in the stream may add between two events, seconds. */
const SLACK = 0.3
/** A busy browser tells of the film late and then of much at once: so many seconds of clock may wait for their film. */
const LATE = 3

/**
 * Collects what was really played. Only media time that ran by while the clock ran too counts: a seek never does,
 * not even one the player forgets to tell. All positions are media seconds, `now` is milliseconds of any steady clock.
 */
export class WatchTracker {
  #position = 0
  #rate = 1
  /** The clock at the last event, and whether the film runs. */
  #since: number | undefined
  #runs = false
  /** Seconds of film that the clock allowed and that were not seen yet. */
  #credit = 0
  #played: Interval[] = []

  /** Playback runs from here: at play, and after waiting for data. Told late, what ran by meanwhile was watched too. */
  play(position: number, now: number): void {
    if (this.#since !== undefined && !this.#runs) this.#move(position, Math.min(LATE, (now - this.#since) / 1000))
    else this.time(position, now)
    this.#position = position
    this.#since = now
    this.#runs = true
  }

  /** Time passed. What the player tells while it stands is only where it stands. */
  time(position: number, now: number): void {
    if (this.#since !== undefined && this.#runs) {
      this.#move(position, (now - this.#since) / 1000)
      this.#since = now
    }
    this.#position = position
  }

  #move(to: number, seconds: number): void {
    const ran = to - this.#position
    const possible = this.#credit + seconds * Math.min(this.#rate, FASTEST)
    const isWatched = ran > 0 && ran <= possible + SLACK
    if (isWatched) this.#played.push([this.#position, to])
    this.#credit = Math.min(LATE, Math.max(0, isWatched ? possible - ran : possible))
  }

  /** The speed changed, 1 is normal. Tell `time` first, so that what ran before counts at the old one. */
  rate(rate: number): void {
    this.#rate = rate
  }

  /** The playhead was set to `to`. What was played up to the last `time` stays. */
  seek(to: number, now: number): void {
    this.#position = to
    this.#since = now
    this.#credit = 0
  }

  /** Playback stands: pause, end, or waiting for data. */
  stop(position: number, now: number): void {
    this.time(position, now)
    this.#runs = false
  }

  /** What was played since the last call. */
  take(): WatchReport {
    // Both ends of a cut round to the same tenth, so what was played through stays in one piece over many reports.
    const covered = inOneGo(this.#played)
      .map(([from, to]): Interval => [tenth(from), tenth(to)])
      .filter(([from, to]) => to > from)
    this.#played = []
    return { covered, position: tenth(this.#position) }
  }
}

function tenth(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
