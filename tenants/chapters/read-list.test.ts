import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MOST_CHAPTERS } from './chapter.ts'
import { readMoment, showMoment } from './moment.ts'
import { readList } from './read-list.ts'

const HOUR = 3_600

test('a moment is read as it is shown, and as people type it', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 24 * HOUR - 1 }), (second) => readMoment(showMoment(second)) === second))
  expect(['7:42', ' 07:42 ', '1:02:03', '90', '75:10', '0:00'].map(readMoment)).toEqual([462, 462, 3_723, 90, 4_510, 0])
  for (const wrong of ['', '0:75', '1:75:00', '7.42', '7:', ':42', '-1:00', '1:2:3:4', 'soon', '7 42'])
    expect(readMoment(wrong), wrong).toBeUndefined()
})

test('a list is read as people have it below a video elsewhere', () => {
  const list = `
00:00 Intro
 - 02:15 – Warp: the long way
3. (1:02:03) Weft
[7:42] | Selvedge
Finishing 1:10:00
3:30 2 ways to sley
`
  expect(readList(list, 2 * HOUR)).toEqual({
    chapters: [
      { at: 0, title: 'Intro' },
      { at: 135, title: 'Warp: the long way' },
      { at: 210, title: '2 ways to sley' },
      { at: 462, title: 'Selvedge' },
      { at: 3_723, title: 'Weft' },
      { at: 4_200, title: 'Finishing' },
    ],
    problems: [],
  })
})

test('lines that are wrong are named, each with its number, and the others are read', () => {
  const list = [
    'Chapters:',
    '0:00 Intro',
    '0:75 Warp',
    '1:00',
    '1:30 Weft',
    '1:30 Weft again',
    '50:00 After the end',
    `2:00 ${'x'.repeat(121)}`,
  ]
  const { chapters, problems } = readList(list.join('\r\n'), 10 * 60)
  expect(chapters.map(({ title }) => title)).toEqual(['Intro', 'Weft'])
  expect(problems.map(({ line, what }) => [line, what])).toEqual([
    [1, 'no_time'],
    [3, 'no_time'],
    [4, 'no_title'],
    [6, 'twice'],
    [7, 'late'],
    [8, 'long'],
  ])
  expect(problems[0]?.text).toBe('Chapters:')
})

test('the hundred and first line is refused, and a film without a length yet takes any time of a day', () => {
  const lines = Array.from({ length: MOST_CHAPTERS + 1 }, (_, nth) => `${showMoment(nth)} Part ${nth}`)
  expect(readList(lines.join('\n'), null).problems).toEqual([{ line: 101, what: 'too_many', text: '1:40 Part 100' }])
  expect(readList('23:59:59 The end', null).problems).toEqual([])
  expect(readList('24:00:00 Never', null).problems[0]?.what).toBe('late')
})

const anything = fc.string({ unit: 'binary', maxLength: 40 })
const timed = fc.tuple(fc.integer({ min: 0, max: 2 * HOUR }), anything, fc.boolean()).map(([second, title, isFirst]) => {
  const moment = showMoment(second)
  return isFirst ? `${moment} ${title}` : `${title} ${moment}`
})

test('whatever is pasted, each line becomes a chapter, is named as wrong, or says nothing; what is written is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anything, timed), { maxLength: 7 }), (lines) => {
      const { chapters, problems } = readList(lines.join('\n'), null)
      const written = chapters.map(({ at, title }) => `${showMoment(at)} ${title}`).join('\n')
      expect(new Set(chapters.map(({ at }) => at)).size).toBe(chapters.length)
      expect(readList(written, null).chapters.map(({ at }) => at)).toEqual(chapters.map(({ at }) => at))
      for (const { title } of chapters) expect(title).toMatch(/^\S(.*\S)?$/u)
      expect(chapters.length + problems.length).toBeLessThanOrEqual(lines.join('\n').split(/\r\n?|\n/).length)
    }),
  )
})

test('a line longer than any time and title is named, and not looked at letter by letter', () => {
  const dashes = `${'-'.repeat(60_000)}x 0:00`
  expect(readList(dashes, null)).toEqual({ chapters: [], problems: [{ line: 1, what: 'long', text: `${'-'.repeat(60)}…` }] })
})
