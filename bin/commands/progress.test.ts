import { expect, test } from 'vitest'
import { Progress } from './progress.ts'

const terminal = (isTTY: boolean) => {
  const written: string[] = []
  return { isTTY, columns: 60, write: (text: string) => written.push(text), text: () => written.join('') }
}
/** What is on the screen in the end: a line that was written over is gone. */
const seen = (text: string) => text.split('\n').map((line) => line.slice(line.lastIndexOf('\r\u001b[K') + 1).replace('\u001b[K', ''))

test('on a terminal one line is written over, and notes stay above it', () => {
  const to = terminal(true)
  const progress = new Progress(4, to)
  progress.step('one')
  progress.step('two', 'its file is damaged')
  progress.step('three')
  expect(seen(to.text())).toEqual(['two  its file is damaged', `${'█'.repeat(18)}${'░'.repeat(6)} 3/4  three`])
  progress.end()
  expect(seen(to.text())).toEqual(['two  its file is damaged', ''])
})

test('a name longer than the terminal does not break the line', () => {
  const to = terminal(true)
  new Progress(1, to).step('a'.repeat(200))
  expect(seen(to.text())[0]).toHaveLength(59)
})

test('in a pipe only the notes are written', () => {
  const to = terminal(false)
  const progress = new Progress(2, to)
  progress.step('one')
  progress.step('two', 'its file is damaged')
  progress.end()
  expect(to.text()).toBe('two  its file is damaged\n')
})
