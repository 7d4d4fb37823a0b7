export interface Finding {
  readonly bench: string
  /** What is compared with the bar, rounded. */
  readonly figure: number
  readonly better: 'higher' | 'lower'
  readonly bar: number
  /** Why a run whose figure is good enough fails all the same. */
  readonly misses?: readonly string[]
  readonly [measured: string]: unknown
}

/** A run that measured nothing worth a figure; the message says why. */
export class BenchFailed extends Error {
  override readonly name = 'BenchFailed'
}

/** A program this machine does not have; the message says how to get it. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing'
}

/** Prints the finding as the last line, one JSON object, and answers whether it meets its bar. */
export function report(finding: Finding): boolean {
  const { figure, bar, better, misses = [] } = finding
  const meets = better === 'higher' ? figure >= bar : figure <= bar
  if (!meets) say(`${finding.bench}: ${figure} misses its bar of ${bar} (${better} is better)`)
  for (const miss of misses) say(`${finding.bench}: ${miss}`)
  console.log(JSON.stringify(finding))
  return meets && misses.length === 0
}

/** What a person watching wants to know meanwhile; never on the line that programs read. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`)

export const rounded = (value: number, digits = 3): number => Number(value.toFixed(digits))
