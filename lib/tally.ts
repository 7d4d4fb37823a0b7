// What a process counts about itself, for whoever asks. Counting costs an addition: who counts often asks for its cell once.

/** One number that only grows. */
export interface Count {
  count: number
}

/** One value for each combination of words that came up. The words are of closed sets: each combination stays for the life of the process. */
class ByWords<Words extends readonly string[], Cell> {
  readonly #cells = new Map<string, { readonly words: Words; readonly cell: Cell }>()

  constructor(private readonly make: () => Cell) {}

  of(...words: Words): Cell {
    const key = words.join('\n')
    let known = this.#cells.get(key)
    if (!known) {
      known = { words, cell: this.make() }
      this.#cells.set(key, known)
    }
    return known.cell
  }

  entries(): Iterable<{ readonly words: Words; readonly cell: Cell }> {
    return this.#cells.values()
  }
}

/** Counts of what happened. */
export class Tally<Words extends readonly string[] = readonly []> extends ByWords<Words, Count> {
  constructor() {
    super(() => ({ count: 0 }))
  }
}

/** How values are spread: how many were not above each bound. */
export class Spread {
  /** One more than there are bounds: the last is of what was above all. */
  readonly counts: number[]
  sum = 0

  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Array<number>(bounds.length + 1).fill(0)
  }

  observe(value: number): void {
    let at = 0
    while (at < this.bounds.length && value > (this.bounds[at] ?? 0)) at++
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.sum += value
  }
}

/** A spread for each combination of words. */
export class Spreads<Words extends readonly string[] = readonly []> extends ByWords<Words, Spread> {
  /** @param bounds ascending */
  constructor(readonly bounds: readonly number[]) {
    super(() => new Spread(bounds))
  }
}
