import { expect, test } from 'vitest'
import { begin, cuesOfLines, type Edit, type Edited, edit, firstUnsavable, readTime, shiftOf, showTime, troubles } from './edit-cues.ts'

const CUES = [
  { start: 1_000, end: 3_000, text: 'Put the alum in' },
  { start: 3_000, end: 5_000, text: 'and stir' },
  { start: 8_000, end: 9_000, text: 'Wait' },
]
const after = (...steps: Edit[]): Edited => steps.reduce(edit, begin(CUES))
const texts = ({ lines }: Edited) => lines.map(({ start, end, text }) => `${start}-${end} ${text}`)

test('a caption is split at the cursor, and its time with it; joined again it is the same but for the end of a line', () => {
  const split = after({ do: 'split', key: 0, at: 7 })
  expect(texts(split)).toEqual(['1000-1933 Put the', '1933-3000 alum in', '3000-5000 and stir', '8000-9000 Wait'])
  expect(split.open).toBe(3)
  expect(texts(edit(split, { do: 'merge', key: 0 }))[0]).toBe('1000-3000 Put the\nalum in')
})

test('one that is added where the film stands takes its place in the order, and leaves room for the next', () => {
  expect(texts(after({ do: 'add', at: 5_500 }))[2]).toBe('5500-7500 ')
  expect(texts(after({ do: 'add', at: 7_000 }))[2]).toBe('7000-8000 ')
  expect(texts(after({ do: 'add', at: 20_000 }))[3]).toBe('20000-22000 ')
})

test('other times put it in another place; all together are moved, but never before the beginning', () => {
  expect(texts(after({ do: 'times', key: 0, start: 6_000, end: 7_000 }))[1]).toBe('6000-7000 Put the alum in')
  expect(texts(after({ do: 'shift', by: 1_500 }))[0]).toBe('2500-4500 Put the alum in')
  expect(texts(after({ do: 'shift', by: -4_000 }))).toEqual(['0-2000 Put the alum in', '2000-4000 and stir', '7000-8000 Wait'])
})

test('by how far all were moved is known, also where it is less than was asked', () => {
  const { lines } = begin(CUES)
  expect([1_500, -500, -5_000].map((by) => shiftOf(lines, by))).toEqual([1_500, -500, -1_000])
  expect(shiftOf(after({ do: 'shift', by: -1_000 }).lines, -5_000)).toBe(0)
  expect(shiftOf(after({ do: 'times', key: 0, end: 400 }).lines, -5_000)).toBe(-400)
})

test('undo takes back one step; what was typed in one field is one', () => {
  const typed = after({ do: 'text', key: 2, to: 'Wait a' }, { do: 'text', key: 2, to: 'Wait a day' }, { do: 'remove', key: 0 })
  expect(texts(typed)).toEqual(['3000-5000 and stir', '8000-9000 Wait a day'])
  const once = edit(typed, { do: 'undo' })
  expect(texts(once)).toHaveLength(3)
  expect(cuesOfLines(edit(once, { do: 'undo' }).lines)).toEqual(CUES)
  expect(edit(begin(CUES), { do: 'undo' })).toEqual(begin(CUES))
})

test('who speaks is noted, and taken away again', () => {
  const named = after({ do: 'speaker', key: 1, to: 'Mara' })
  expect(cuesOfLines(named.lines)[1]).toEqual({ ...CUES[1], speaker: 'Mara' })
  expect(cuesOfLines(edit(named, { do: 'speaker', key: 1, to: '' }).lines)).toEqual(CUES)
})

test('what is wrong stands at the caption it is about', () => {
  const wrong = after({ do: 'times', key: 0, end: 3_500 }, { do: 'text', key: 1, to: ' ' }, { do: 'times', key: 2, end: 8_000 })
  expect([...troubles(wrong.lines)]).toEqual([
    [0, 'overlaps'],
    [1, 'empty'],
    [2, 'backwards'],
  ])
  // What can be left out or shown together is no reason not to save.
  expect(firstUnsavable(wrong.lines, troubles(wrong.lines))?.key).toBe(2)
  const warned = after({ do: 'times', key: 0, end: 3_500 })
  expect(firstUnsavable(warned.lines, troubles(warned.lines))).toBeUndefined()
})

test('times are read as people write them, and shown so that they read the same', () => {
  for (const [text, ms] of [
    ['1:02.5', 62_500],
    ['62,5', 62_500],
    ['00:01:02,500', 62_500],
    ['1:00:02.050', 3_602_050],
    ['0', 0],
  ] as const) {
    expect(readTime(text)).toBe(ms)
    expect(readTime(showTime(ms))).toBe(ms)
  }
  for (const text of ['', 'soon', '1:2:3:4', '-1', '1.2345']) expect(readTime(text)).toBeUndefined()
})
