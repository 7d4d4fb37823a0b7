import { describe, expect, test } from 'vitest'
import { applyChange, type CurriculumChange, isPending, type Sections, stepOf } from './curriculum-changes.ts'

const lesson = (id: string) => ({
  id,
  title: id,
  kind: 'text' as const,
  preview: false,
  seconds: 0,
  isNew: false,
  isEmpty: true,
  video: null,
})
const vat: Sections = [
  { id: 'A', title: 'Ground', lessons: ['a1', 'a2', 'a3'].map(lesson) },
  { id: 'B', title: 'Vat', lessons: ['b1', 'b2'].map(lesson) },
  { id: 'C', title: 'Empty', lessons: [] },
]
const shape = (sections: Sections) => sections.map((section) => `${section.id}: ${section.lessons.map((one) => one.id).join(' ')}`.trim())
const result = (...changes: CurriculumChange[]) => changes.reduce<Sections>((now, change) => applyChange(now, change, 'k'), vat)
const move = (id: string, section: string, index: number): CurriculumChange => ({ intent: 'move-lesson', lesson: id, section, index })

describe('a lesson', () => {
  test('moves within its section, into another, and into an empty one', () => {
    expect(shape(result(move('a1', 'A', 2)))).toEqual(['A: a2 a3 a1', 'B: b1 b2', 'C:'])
    expect(shape(result(move('a1', 'B', 1)))).toEqual(['A: a2 a3', 'B: b1 a1 b2', 'C:'])
    expect(shape(result(move('b2', 'C', 0)))).toEqual(['A: a1 a2 a3', 'B: b1', 'C: b2'])
  })

  test('stays where it is when its section is gone', () => {
    expect(result({ intent: 'delete-section', section: 'C' }, move('a1', 'C', 0))[0]).toBe(vat[0])
  })

  test('is there at once when it is added, as something the server has not named', () => {
    const added = result({ intent: 'add-lesson', section: 'C', title: 'New', kind: 'video' })[2]!.lessons[0]!
    expect(added).toMatchObject({ title: 'New', video: { state: 'none' } })
    expect([isPending(added.id), isPending('a1')]).toEqual([true, false])
  })
})

test('a change that has arrived already changes nothing', () => {
  const changes: CurriculumChange[] = [
    move('a1', 'B', 1),
    { intent: 'move-section', section: 'C', index: 0 },
    { intent: 'rename-lesson', lesson: 'a2', title: 'Other' },
    { intent: 'set-preview', lesson: 'a2', preview: 'on' },
    { intent: 'delete-lesson', lesson: 'b1' },
    { intent: 'delete-section', section: 'A' },
  ]
  for (const change of changes) expect(result(change, change)).toEqual(result(change))
})

test('what a change does not touch stays the same object, so that its rows are not drawn again', () => {
  const now = result({ intent: 'rename-lesson', lesson: 'a2', title: 'Other' })
  expect(now[1]).toBe(vat[1])
  expect(now[0]!.lessons[0]).toBe(vat[0]!.lessons[0])
})

describe('a step by keyboard', () => {
  const walk = (id: string, step: -1 | 1, times: number) => {
    let now = vat
    for (let n = 0; n < times; n++) {
      const change = stepOf(now, 'lesson', id, step)
      if (change) now = applyChange(now, change)
    }
    return shape(now)
  }

  test('goes over the edge of a section into the next one, down to the end and up again', () => {
    expect(walk('a2', 1, 2)).toEqual(['A: a1 a3', 'B: a2 b1 b2', 'C:'])
    expect(walk('a2', 1, 9)).toEqual(['A: a1 a3', 'B: b1 b2', 'C: a2'])
    expect(walk('b1', -1, 1)).toEqual(['A: a1 a2 a3 b1', 'B: b2', 'C:'])
    expect(walk('b1', -1, 9)).toEqual(['A: b1 a1 a2 a3', 'B: b2', 'C:'])
  })

  test('moves a section until it is first or last', () => {
    expect(stepOf(vat, 'section', 'A', 1)).toEqual({ intent: 'move-section', section: 'A', index: 1 })
    expect(stepOf(vat, 'section', 'A', -1)).toBeUndefined()
    expect(stepOf(vat, 'section', 'C', 1)).toBeUndefined()
  })
})
