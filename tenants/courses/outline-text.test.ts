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
