import { Counter, Gauge, Histogram, type MetricValueWithName, type Registry } from 'prom-client'
import type { Spread, Spreads, Tally } from '#lib/tally.ts'

/** How a number is called and explained where it is read. */
export interface Named {
  readonly name: string
  readonly help: string
}

type Labels = Record<string, string>

const labelled = (names: readonly string[], words: readonly string[]): Labels =>
  Object.fromEntries(names.map((name, at) => [name, words[at] ?? '']))

/** Shows a tally; one label for each of its words. */
export function showTally<W extends readonly string[]>(
  registry: Registry,
  tally: Tally<W>,
  about: Named,
  labelNames: readonly string[],
): void {
  new Counter({
    ...about,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset()
      for (const { words, cell } of tally.entries()) this.inc(labelled(labelNames, words), cell.count)
    },
  })
}

type Readings = Iterable<{ readonly words?: readonly string[]; readonly value: number }>

/** Shows numbers that are asked for when somebody reads them. An answer without any shows none. */
export function showGauge(registry: Registry, about: Named, labelNames: readonly string[], ask: () => Readings | Promise<Readings>): void {
  new Gauge({
    ...about,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      const readings = await ask()
      this.reset()
      for (const { words = [], value } of readings) this.set(labelled(labelNames, words), value)
    },
  })
}

export function showSpreads<W extends readonly string[]>(
  registry: Registry,
  spreads: Spreads<W>,
  about: Named,
  labelNames: readonly string[],
): void {
  new SpreadsHistogram(registry, spreads, about, labelNames)
}

/** prom-client's own histogram keeps its numbers itself, and counting in it costs a string an observation: this one shows ours. */
class SpreadsHistogram<W extends readonly string[]> extends Histogram<string> {
  readonly #spreads: Spreads<W>
  readonly #about: Named
  readonly #labelNames: readonly string[]

  constructor(registry: Registry, spreads: Spreads<W>, about: Named, labelNames: readonly string[]) {
    super({ ...about, labelNames: [...labelNames], buckets: [...spreads.bounds], registers: [registry] })
    this.#spreads = spreads
    this.#about = about
    this.#labelNames = labelNames
  }

  /** What the registry asks a metric for, where it has it (prom-client's registry.js). */
  getForPromString(): Promise<{ name: string; help: string; type: 'histogram'; values: MetricValueWithName<string>[] }> {
    const values = [...this.#spreads.entries()].flatMap(({ words, cell }) => this.#valuesOf(labelled(this.#labelNames, words), cell))
    return Promise.resolve({ ...this.#about, type: 'histogram', values })
  }

  #valuesOf(labels: Labels, spread: Spread): MetricValueWithName<string>[] {
    const { name } = this.#about
    let total = 0
    const buckets = spread.counts.map((count, at) => {
      total += count
      return { metricName: `${name}_bucket`, labels: { ...labels, le: String(this.#spreads.bounds[at] ?? '+Inf') }, value: total }
    })
    return [...buckets, { metricName: `${name}_sum`, labels, value: spread.sum }, { metricName: `${name}_count`, labels, value: total }]
  }
}
