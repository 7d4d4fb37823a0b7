import { expect, test } from 'vitest'
import { parseOutline } from './outline-text.ts'

test('lines become lessons, headings and lines with a colon become sections', () => {
  expect(parseOutline('Welcome\n# The pot\n- Weld\n2) Madder\n\nCloth that lasts:\n• Light', 'Start')).toEqual([
    { title: 'Start', lessons: ['Welcome'] },
    { title: 'The pot', lessons: ['Weld', 'Madder'] },
    { title: 'Cloth that lasts', lessons: ['Light'] },
  ])
})

test('nothing typed is one empty section', () => {
  expect(parseOutline(' \n\n', 'Start')).toEqual([{ title: 'Start', lessons: [] }])
})

test('a bullet without words is no lesson', () => {
  expect(parseOutline('-\n*  \nReal', 'Start')).toEqual([{ title: 'Start', lessons: ['Real'] }])
})

test('where lines are indented, those farthest out are sections, however deep the rest stands', () => {
  expect(parseOutline('1. The pot\n   - Weld\n\t- Madder\n      a note\nCloth that lasts\n   Light', 'Start')).toEqual([
    { title: 'The pot', lessons: ['Weld', 'Madder', 'a note'] },
    { title: 'Cloth that lasts', lessons: ['Light'] },
  ])
})

test('sections marked by # leave indentation without a meaning', () => {
  expect(parseOutline('# The pot\nWeld\n  in flower\n## Cloth\n  Light', 'Start')).toEqual([
    { title: 'The pot', lessons: ['Weld', 'in flower'] },
    { title: 'Cloth', lessons: ['Light'] },
  ])
})

test('a list that stands in as a whole is a list', () => {
  expect(parseOutline('   Weld\n   Madder', 'Start')).toEqual([{ title: 'Start', lessons: ['Weld', 'Madder'] }])
})
