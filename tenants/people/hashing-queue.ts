import { PasswordsBusy } from './failures.ts'

/**
 * So many at once, so many in a row behind them, and the rest are told to come again: a hash takes tens of milliseconds of a
 * core and 19 MiB, so a crowd of wrong passwords would otherwise take both away from everybody.
 */
export class HashingQueue {
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(
    private readonly atOnce: number,
    private readonly inRow: number,
  ) {}

  /** In the order they came. @throws PasswordsBusy */
  async run<T>(hash: () => Promise<T>): Promise<T> {
    if (this.#running >= this.atOnce) {
      if (this.#waiting.length >= this.inRow) throw new PasswordsBusy()
      // Who ends hands the place over, so that nobody who comes in between takes it.
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#running++
    }
    try {
      return await hash()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
