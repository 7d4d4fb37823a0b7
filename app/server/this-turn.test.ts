import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ThisTurn } from './this-turn.ts'

const afterThisTurn = () => setImmediate()

test('within a turn the question is asked once a key', () => {
  const turn = new ThisTurn<string, { key: string }>()
  const asked: string[] = []
  const ask = (key: string) =>
    turn.of(key, () => {
      asked.push(key)
      return { key }
    })
  expect([ask('a').key, ask('a').key, ask('b').key, ask('a').key]).toEqual(['a', 'a', 'b', 'a'])
  expect(asked).toEqual(['a', 'b'])
})

test('the next turn asks anew, every time', async () => {
  const turn = new ThisTurn<string, { at: number }>()
  for (let at = 0; at < 3; at++) {
    expect(turn.of('a', () => ({ at })).at).toBe(at)
    await afterThisTurn()
  }
})

test('a question that fails is not remembered', () => {
  const turn = new ThisTurn<string, object>()
  const fails = () => {
    throw new RangeError('no such school')
  }
  expect(() => turn.of('a', fails)).toThrow(RangeError)
  const answer = {}
  expect(turn.of('a', () => answer)).toBe(answer)
})
