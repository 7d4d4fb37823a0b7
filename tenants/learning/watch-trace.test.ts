import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Interval } from './coverage.ts'
import { readVarints, writeVarints } from './varints.ts'
import { addChange, readCurve, writeCurve } from './watch-curve.ts'
import { addPlays, MOST_PLAYS, readTrace, secondsOf, seenSeconds, type Trace, writeTrace } from './watch-trace.ts'

const played = (seconds: number, ...stretches: Interval[]): Trace => {
  const trace = new Uint8Array(seconds)
  addPlays(trace, stretches)
  return trace
}

const anyTrace = fc.array(fc.integer({ min: 0, max: MOST_PLAYS }), { maxLength: 500 }).map((plays) => Uint8Array.from(plays))

test('a film played through counts each second once, wherever its reports were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 899 })), (cuts) => {
      const ends = [0, ...new Set(cuts), 900].sort((a, b) => a - b).map((tenths) => tenths / 10)
      const reports = ends.slice(1).map((to, at): Interval => [ends[at]!, to])
      const trace = new Uint8Array(90)
      for (const report of reports) addPlays(trace, [report])
      expect(trace).toEqual(new Uint8Array(90).fill(1))
    }),
  )
})

test('what was played again is counted again, and no second more than seven times', () => {
  expect([...played(6, [0, 6], [2, 4])]).toEqual([1, 1, 2, 2, 1, 1])
  expect([...played(3, ...Array.from({ length: 5_000 }, (): Interval => [1, 2]))]).toEqual([0, MOST_PLAYS, 0])
})

test('what may have been counted before only says what was seen', () => {
  const trace = played(4, [0, 2], [0, 1])
  addPlays(trace, [[0, 4]], true)
  expect([...trace]).toEqual([2, 1, 1, 1])
})

test.each<[string, Interval[]]>([
  ['backwards', [[5, 2]]],
  ['beyond the film', [[10, 40_000]]],
  ['of no length', [[3, 3]]],
])('a stretch %s counts nothing', (_, stretches) => {
  expect(seenSeconds(played(10, ...stretches))).toBe(0)
})

test('a film of part of a second more or less is counted by the middles it reaches', () => {
  expect([0, 0.4, 0.6, 90, 90.4, 90.6].map(secondsOf)).toEqual([0, 0, 1, 90, 90, 91])
})

test('a trace and a list of numbers are read as they were written', () => {
  fc.assert(
    fc.property(anyTrace, (trace) => {
      expect(readTrace(writeTrace(trace), trace.length)).toEqual(trace)
    }),
  )
  fc.assert(
    fc.property(fc.array(fc.nat({ max: Number.MAX_SAFE_INTEGER })), (numbers) => {
      expect(readVarints(writeVarints(numbers))).toEqual(numbers)
    }),
  )
})

test('a curve that changes were added to is the sum of all traces, and is read as it was written', () => {
  const long = fc.array(fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 1000 })), { maxLength: 6 })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat({ max: 3 }), long), { maxLength: 12 }), (visits) => {
      const traces = Array.from({ length: 4 }, () => new Uint8Array(1000))
      let curve = readCurve(new Uint8Array(), 1000)
      for (const [viewer, stretches] of visits) {
        const before = traces[viewer]!.slice()
        const within = addPlays(traces[viewer]!, stretches)
        const sum = addChange(curve, before, traces[viewer]!, within)
        expect(sum.seen).toBe(seenSeconds(traces[viewer]!) - seenSeconds(before))
        curve = readCurve(writeCurve(curve), 1000)
      }
      expect(curve.width).toBe(5)
      for (let step = 0; step < 200; step++) {
        const parts = traces.map((trace) => [...trace.slice(step * 5, step * 5 + 5)])
        expect(curve.seen[step]).toBe(parts.flat().filter((plays) => plays > 0).length)
        expect(curve.played[step]).toBe(parts.flat().reduce((sum, plays) => sum + plays, 0))
        expect(curve.again[step]).toBe(parts.filter((part) => part.some((plays) => plays > 1)).length)
      }
    }),
  )
})
