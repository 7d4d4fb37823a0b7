/** Long enough that parts ending and beginning do not show, short enough to follow a changed line. */
const WINDOW_MS = 8_000
const SOONEST_MS = 500

/** Bytes per second over the last seconds. */
export class Pace {
  #samples: { at: number; sent: number }[] = []

  /** Forgets everything: after a pause the time that passed says nothing about the line. */
  reset(): void {
    this.#samples = []
  }

  add(at: number, sent: number): void {
    const last = this.#samples.at(-1)
    // A part that starts anew takes its bytes back; the pace begins again from there.
    if (last && sent < last.sent) this.reset()
    this.#samples.push({ at, sent })
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) > WINDOW_MS) this.#samples.shift()
  }

  /** Undefined until there is enough to say something. */
  get bytesPerSecond(): number | undefined {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (!first || !last || last.at - first.at < SOONEST_MS) return undefined
    return ((last.sent - first.sent) * 1000) / (last.at - first.at)
  }
}
