import { useState } from 'react'
import { act, create } from 'react-test-renderer'
import { expect, test } from 'vitest'
import { useAnswer } from './answers.ts'

test('an answer first seen by a rendering that React drops is taken at the next one, and once', () => {
  const taken: object[] = []
  // Like the map of Remix: it changes under React.
  const fetcher: { data?: object } = {}
  let count = 0
  let set: (next: number) => void = () => {}
  function Asker() {
    ;[count, set] = useState(0)
    useAnswer(fetcher.data, (answer) => taken.push(answer))
    return count
  }
  act(() => void create(<Asker />))
  act(() => set(1))
  const answer = {}
  act(() => {
    fetcher.data = answer
    // There and back: it is rendered, nothing has changed, and its effects are dropped.
    set(2)
    set(1)
  })
  expect(taken).toEqual([])
  act(() => set(3))
  expect(taken).toEqual([answer])
  act(() => set(4))
  expect(taken).toEqual([answer])
})
