import { expect, test } from 'vitest'
import { giveBack } from './give-back.ts'

test('bytes that have their memory to themselves are empty afterwards', () => {
  const bytes = new Uint8Array(65_536)
  giveBack(bytes)
  expect(bytes).toHaveLength(0)
})

test('bytes that share their memory stay, and so do their neighbours', () => {
  const whole = Buffer.from(new ArrayBuffer(8)).fill('x')
  giveBack(whole.subarray(0, 4))
  expect(whole.toString()).toBe('xxxxxxxx')
})
