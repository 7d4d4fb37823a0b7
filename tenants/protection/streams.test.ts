import { expect, test } from 'vitest'
import { STREAM_IDLE_MS, Streams } from './streams.ts'

const NOW = 1_000_000
const ask = (streams: Streams, device: string, at = NOW, student = 'ines') => streams.admit(student, device, 2, at)

test('who watches goes on watching, and one device too many is refused', () => {
  const streams = new Streams()
  expect([ask(streams, 'phone'), ask(streams, 'desk'), ask(streams, 'television')]).toEqual([true, true, false])
  expect([ask(streams, 'phone'), ask(streams, 'desk')]).toEqual([true, true])
})

test('a refused device takes no place, and gets one when another has been silent for a minute', () => {
  const streams = new Streams()
  ask(streams, 'phone')
  ask(streams, 'desk', NOW + 30_000)
  expect(ask(streams, 'television', NOW + STREAM_IDLE_MS - 1)).toBe(false)
  expect(ask(streams, 'television', NOW + STREAM_IDLE_MS)).toBe(true)
  expect(ask(streams, 'phone', NOW + STREAM_IDLE_MS)).toBe(false)
})

test('a device that hands the film on gives its place away', () => {
  const streams = new Streams()
  ask(streams, 'phone')
  ask(streams, 'desk')
  streams.release('ines', 'phone')
  expect(ask(streams, 'television')).toBe(true)
})

test('each student has places of their own', () => {
  const streams = new Streams()
  ask(streams, 'phone')
  ask(streams, 'desk')
  expect(ask(streams, 'television', NOW, 'sam')).toBe(true)
})
