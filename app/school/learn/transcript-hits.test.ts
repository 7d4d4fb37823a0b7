import { expect, test } from 'vitest'
import { partsOf, withSaid } from './transcript-hits.ts'

test('what is said now is marked within its paragraph, through what is found in it', () => {
  const parts = withSaid(partsOf('Put the alum in. Stir 🥄 it slowly.', 'in. stir'), { from: 17, to: 35 })
  expect(parts.map(({ text, isHit, isSaid }) => [text, isHit, isSaid])).toEqual([
    ['Put the alum ', false, false],
    ['in. ', true, false],
    ['Stir', true, true],
    [' 🥄 it slowly.', false, true],
  ])
  expect(withSaid(partsOf('Put it in.', ''), undefined)).toEqual([{ text: 'Put it in.', isHit: false, at: 0, isSaid: false }])
})
