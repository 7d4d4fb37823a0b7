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
  expect(other.lines).toEqual([{ key: 3, time: '0:07', title: 'New' }])
  expect(edit(other, { do: 'put_back', lines: before.lines }).lines).toEqual(before.lines)
})

test('a list with a chapter nobody could go to is not saved; one without a title is left out, and an empty line is nothing', () => {
  const saved = (...steps: Edit[]) => standing(after(...steps).lines, 600)
  expect(saved()).toMatchObject({ chapters: LIST, canSave: true })
  expect(saved({ do: 'add', at: 200 })).toMatchObject({ chapters: LIST, troubles: new Map([[3, 'no_title']]), canSave: true })
  expect(saved({ do: 'add', at: undefined })).toMatchObject({ chapters: LIST, troubles: new Map(), canSave: true })
  for (const [to, trouble] of [
    ['0:75', 'time'],
    ['', 'time'],
    ['10:00', 'late'],
    ['5:00', 'twice'],
  ] as const)
    expect([...saved({ do: 'time', key: 1, to }).troubles.values()], to).toEqual([trouble])
  expect(saved({ do: 'time', key: 1, to: '0:75' }).canSave).toBe(false)
  expect(saved({ do: 'title', key: 1, to: 'x'.repeat(121) }).canSave).toBe(false)
})
