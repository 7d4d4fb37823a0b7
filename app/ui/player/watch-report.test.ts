import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOneGo } from './intervals.ts'
import { WatchTracker } from './watch-report.ts'

test('what plays is covered, and only once told', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.time(0.25, 250)
  tracker.time(5, 5000)
  expect(tracker.take()).toEqual({ covered: [[0, 5]], position: 5 })
  tracker.stop(7.46, 7460)
  expect(tracker.take()).toEqual({ covered: [[5, 7.5]], position: 7.5 })
  expect(tracker.take()).toEqual({ covered: [], position: 7.5 })
})

test('a seek is not watched, forward or back, playing or standing', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.time(2, 2000)
  tracker.seek(60, 2100)
  tracker.time(60.5, 2600)
  tracker.seek(1, 2700)
  tracker.stop(1.5, 3200)
  tracker.seek(90, 4000)
  tracker.time(90, 4100)
  expect(tracker.take()).toEqual({
    covered: [
      [0, 2],
      [60, 60.5],
      [1, 1.5],
    ],
    position: 90,
  })
})

test('a jump that nobody announced is not watched either', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.time(1, 1000)
  tracker.time(31, 1250)
  tracker.time(32, 2250)
  expect(tracker.take().covered).toEqual([
    [0, 1],
    [31, 32],
  ])
})

test('double speed counts, faster does not', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.rate(2)
  tracker.time(20, 10_000)
  tracker.rate(8)
  tracker.time(100, 20_000)
  expect(tracker.take().covered).toEqual([[0, 20]])
})

test('a busy browser that tells of two seconds late and then at once has shown them all the same', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.time(0.1, 2000)
  tracker.time(2.1, 2020)
  tracker.time(2.3, 4000)
  tracker.time(4.2, 4016)
  expect(tracker.take().covered).toEqual([[0, 4.2]])
})

test('playing again, told a second late, has begun a second ago', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.stop(3, 3000)
  tracker.play(4.1, 4200)
  tracker.time(5, 5100)
  expect(tracker.take().covered).toEqual([[0, 5]])
})

test('what was saved up by standing long is not spent on a jump', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.stop(1, 1000)
  tracker.play(20, 60_000)
  tracker.time(20, 90_000)
  tracker.time(40, 90_250)
  expect(tracker.take().covered).toEqual([[0, 1]])
})

test('waiting for data lets the clock run but not the film', () => {
  const tracker = new WatchTracker()
  tracker.play(0, 0)
  tracker.stop(3, 3000)
  tracker.time(3, 60_000)
  tracker.play(3, 60_000)
  tracker.time(4, 61_000)
  expect(tracker.take().covered).toEqual([[0, 4]])
})

/** One thing a person or the line does, in tenths of seconds so that sums are exact. */
const deed = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('runs' as const), ticks: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('seeks' as const), to: fc.integer({ min: 0, max: 600 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('stands' as const), clock: fc.integer({ min: 0, max: 5000 }) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('speeds' as const), rate: fc.constantFrom(0.5, 1, 1.25, 1.5, 2) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('reports' as const) }) },
)

test('all reports together say how often each moment was played, whatever happens in between', () => {
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 60 }), (deeds) => {
      const tracker = new WatchTracker()
      const played = new Map<number, number>()
      const told = new Map<number, number>()
      const count = (of: Map<number, number>, from: number, to: number) => {
        for (let cell = from; cell < to; cell++) of.set(cell, (of.get(cell) ?? 0) + 1)
      }
      let at = 0
      let clock = 0
      let rate = 1
      const collect = () => {
        const { covered, position } = tracker.take()
        expect(covered).toEqual(inOneGo(covered))
        expect(position).toBeCloseTo(at / 10)
        for (const [from, to] of covered) count(told, Math.round(from * 10), Math.round(to * 10))
      }
      tracker.play(0, 0)
      for (const one of deeds) {
        if (one.does === 'runs') {
          for (const tick of one.ticks) {
            count(played, at, at + tick)
            at += tick
            clock += (tick * 100) / rate
            tracker.time(at / 10, clock)
          }
        } else if (one.does === 'seeks') {
          at = one.to
          tracker.seek(at / 10, clock)
          tracker.time(at / 10, clock)
        } else if (one.does === 'stands') {
          tracker.stop(at / 10, clock)
          clock += one.clock
          tracker.play(at / 10, clock)
        } else if (one.does === 'speeds') {
          rate = one.rate
          tracker.rate(rate)
        } else collect()
      }
      collect()
      expect(told).toEqual(played)
    }),
    { numRuns: 500 },
  )
})
