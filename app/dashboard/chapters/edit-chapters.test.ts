import { expect, test } from 'vitest'
import { begin, type Edit, edit, fieldsOf, standing } from './edit-chapters.ts'

const LIST = [
  { at: 0, title: 'Intro' },
  { at: 135, title: 'Warp' },
  { at: 300, title: 'Weft' },
]
const after = (...steps: Edit[]) => steps.reduce(edit, begin(fieldsOf(LIST)))
const shown = (...steps: Edit[]) => after(...steps).lines.map(({ time, title }) => `${time} ${title}`)

test('a time that was written puts its chapter into its place, and shows as all others do', () => {
  expect(shown({ do: 'time', key: 0, to: '200' })).toEqual(['2:15 Warp', '3:20 Intro', '5:00 Weft'])
  expect(shown({ do: 'time', key: 0, to: '0:75' })).toEqual(['0:75 Intro', '2:15 Warp', '5:00 Weft'])
  expect(shown({ do: 'time', key: 1, to: 'soon' })).toEqual(['0:00 Intro', 'soon Warp', '5:00 Weft'])
})

test('a chapter is added where the film stands; where one begins already, that one is led to', () => {
  const added = after({ do: 'add', at: 200 })
  expect(added.lines.map(({ time }) => time)).toEqual(['0:00', '2:15', '3:20', '5:00'])
  expect(added.led).toEqual({ key: 3 })
  const again = edit(added, { do: 'add', at: 200 })
  expect(again.lines).toBe(added.lines)
  expect(again.led).toEqual({ key: 3 })
  expect(again.led).not.toBe(added.led)
})

test('what was deleted or replaced comes back as it was', () => {
  const before = begin(fieldsOf(LIST))
  const line = before.lines[1]!
  const without = edit(before, { do: 'remove', key: line.key })
  expect(without.lines).toHaveLength(2)
  expect(edit(without, { do: 'bring_back', line }).lines).toEqual(before.lines)
  const other = edit(before, { do: 'replace', chapters: [{ at: 7, title: 'New' }] })
  expect(other.lines).toEqual([{ key: 3, time: '0:07', title: 'New', named: true }])
  expect(edit(other, { do: 'put_back', lines: before.lines }).lines).toEqual(before.lines)
})

test('a list with a chapter nobody could go to is not saved; one without a title is left out, and an empty line is nothing', () => {
  const saved = (...steps: Edit[]) => standing(after(...steps).lines, 600)
  expect(saved()).toMatchObject({ chapters: LIST, wrong: undefined })
  expect(saved({ do: 'add', at: 200 })).toMatchObject({ chapters: LIST, troubles: new Map([[3, 'no_title']]), wrong: undefined })
  expect(saved({ do: 'add', at: undefined })).toMatchObject({ chapters: LIST, troubles: new Map(), wrong: undefined })
  for (const [to, trouble] of [
    ['0:75', 'time'],
    ['', 'time'],
    ['10:00', 'late'],
    ['5:00', 'twice'],
  ] as const)
    expect([...saved({ do: 'time', key: 1, to }).troubles.values()], to).toEqual([trouble])
  expect(saved({ do: 'time', key: 1, to: '0:75' }).wrong).toEqual({ number: 2, time: undefined })
  expect(saved({ do: 'title', key: 1, to: 'x'.repeat(121) }).wrong).toEqual({ number: 2, time: '2:15' })
})

test('a chapter whose title is cleared holds the list until it has one again, and the line says where it is', () => {
  const cleared = standing(after({ do: 'title', key: 1, to: ' ' }).lines, 600)
  expect(cleared).toMatchObject({ troubles: new Map([[1, 'untitled']]), wrong: { number: 2, time: '2:15' } })
  const again = after({ do: 'title', key: 1, to: '' }, { do: 'title', key: 1, to: 'Warping' })
  expect(standing(again.lines, 600)).toMatchObject({ wrong: undefined, troubles: new Map() })
  const deleted = after({ do: 'title', key: 1, to: '' }, { do: 'remove', key: 1 })
  expect(standing(deleted.lines, 600)).toMatchObject({ chapters: [LIST[0], LIST[2]], wrong: undefined })
})

test('what the film’s own list shows meanwhile has no second twice', () => {
  const { chapters } = standing(after({ do: 'time', key: 1, to: '5:00' }).lines, 600)
  expect(chapters.map(({ at }) => at)).toEqual([0, 300])
})
