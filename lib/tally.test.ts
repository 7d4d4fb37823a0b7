import { expect, test } from 'vitest'
import { Spread, Tally } from './tally.ts'

test('a value that meets a bound is not above it, and one above all bounds is counted as well', () => {
  const spread = new Spread([0.1, 1])
  for (const value of [0.1, 0.2, 1, 7]) spread.observe(value)
  expect(spread.counts).toEqual([1, 2, 1])
  expect(spread.sum).toBeCloseTo(8.3)
})

test('each combination of words has one count, whoever asks for it', () => {
  const tally = new Tally<[kind: string, outcome: string]>()
  tally.of('mail', 'sent').count++
  tally.of('mail', 'sent').count++
  tally.of('mail', 'failed').count++
  expect([...tally.entries()].map(({ words, cell }) => [...words, cell.count])).toEqual([
    ['mail', 'sent', 2],
    ['mail', 'failed', 1],
  ])
})
