import { expect, test } from 'vitest'
import { groupCode } from './code-typing.ts'

const typed = (text: string, caret = text.length) => groupCode({ text, caret })

test('dashes come by themselves, once there is something behind them', () => {
  expect(['mwk', 'mwk4', 'mwk47', 'mwk4-7f3qx2pd9tce'].map((text) => typed(text).text)).toEqual([
    'MWK',
    'MWK4',
    'MWK4-7',
    'MWK4-7F3Q-X2PD-9TCE',
  ])
})

test('what was pasted with other dashes, spaces and line ends is the same code', () => {
  expect(typed(' mwk4 7f3q\n–x2pd.9tce ').text).toBe('MWK4-7F3Q-X2PD-9TCE')
})

test('the caret stays behind the character it stood behind', () => {
  expect(typed('MWK47')).toEqual({ text: 'MWK4-7', caret: 6 })
  // A letter put into the first group pushes one into the next.
  expect(typed('MXWK4-7F3Q', 2)).toEqual({ text: 'MXWK-47F3-Q', caret: 2 })
  expect(typed('', 0)).toEqual({ text: '', caret: 0 })
})

test('a dash that was deleted comes back, and the caret does not jump over it', () => {
  expect(typed('MWK47F3Q', 4)).toEqual({ text: 'MWK4-7F3Q', caret: 4 })
})
