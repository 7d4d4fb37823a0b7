/** What two clocks of one machine may differ in by themselves, slewing included. Milliseconds. */
const DRIFT_MS = 3_000

/** Notices that the machine's clock was set: it moved otherwise than the one that nobody sets. */
export class ClockWatch {
  #wall: number
  #steady: number

  constructor(wall = Date.now(), steady = performance.now()) {
    this.#wall = wall
    this.#steady = steady
  }

  /** By how much it was set forward since it was last asked, negative for back; 0 when it was not. Milliseconds. */
  moved(wall = Date.now(), steady = performance.now()): number {
    const by = wall - this.#wall - (steady - this.#steady)
    this.#wall = wall
    this.#steady = steady
    return Math.abs(by) > DRIFT_MS ? Math.round(by) : 0
  }
}
