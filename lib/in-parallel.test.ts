import { expect, test } from 'vitest'
import { inParallel } from './in-parallel.ts'

/** Work whose end the test decides. */
function lanes() {
  const begun: number[] = []
  const ends = new Map<number, { resolve: () => void; reject: (error: Error) => void }>()
  const work = (item: number) => {
    begun.push(item)
    return new Promise<void>((resolve, reject) => ends.set(item, { resolve, reject }))
  }
  return {
    begun,
    work,
    end: (item: number) => ends.get(item)!.resolve(),
    fail: (item: number, error: Error) => ends.get(item)!.reject(error),
  }
}

/** All that can happen without anything else ending. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('so many are under way, and the next begins when one has ended', async () => {
  const { begun, work, end } = lanes()
  const all = inParallel(2, [1, 2, 3], work)
  await settled()
  expect(begun).toEqual([1, 2])
  end(2)
  await settled()
  expect(begun).toEqual([1, 2, 3])
  end(1)
  end(3)
  await all
})

test('after a failure nothing is begun, and it is told when the others have ended', async () => {
  const { begun, work, end, fail } = lanes()
  let told: unknown
  const all = inParallel(3, [1, 2, 3, 4, 5], work).catch((error: unknown) => {
    told = error
  })
  await settled()
  const first = new Error('first')
  fail(2, first)
  await settled()
  fail(3, new Error('second'))
  await settled()
  expect(told).toBeUndefined()
  expect(begun).toEqual([1, 2, 3])
  end(1)
  await all
  expect(told).toBe(first)
  expect(begun).toEqual([1, 2, 3])
})

test('a source that fails is a failure like another, and one that is left is closed', async () => {
  const { begun, work, end, fail } = lanes()
  const broken = new Error('the list broke')
  async function* breaking() {
    yield 1
    throw broken
  }
  let over = false
  const all = inParallel(2, breaking(), work).finally(() => {
    over = true
  })
  const refused = expect(all).rejects.toBe(broken)
  await settled()
  expect([begun, over]).toEqual([[1], false])
  end(1)
  await refused

  let closed = false
  function* endless() {
    try {
      for (let n = 10; ; n++) yield n
    } finally {
      closed = true
    }
  }
  const left = expect(inParallel(1, endless(), work)).rejects.toThrow('no more')
  await settled()
  fail(10, new Error('no more'))
  await left
  expect([begun, closed]).toEqual([[1, 10], true])
})

test('of nothing nothing comes', async () => {
  await inParallel(2, [], () => Promise.reject(new Error('never')))
})
