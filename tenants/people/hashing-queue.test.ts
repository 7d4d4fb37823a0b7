import { expect, test } from 'vitest'
import { PasswordsBusy } from './failures.ts'
import { HashingQueue } from './hashing-queue.ts'

/** Work that ends when it is told to. */
function work() {
  const ends: (() => void)[] = []
  const began: number[] = []
  return {
    began,
    job: (name: number) => () => {
      began.push(name)
      return new Promise<number>((resolve) => ends.push(() => resolve(name)))
    },
    endOne: () => ends.shift()?.(),
  }
}

test('two run, the others wait in a row, and who finds the row full is told to come again', async () => {
  const queue = new HashingQueue(2, 3)
  const { began, job, endOne } = work()
  const running = [1, 2, 3, 4, 5].map((name) => queue.run(job(name)))
  const late = queue.run(job(6))
  await expect(late).rejects.toBeInstanceOf(PasswordsBusy)
  await expect(late).rejects.toMatchObject({ status: 503, retryAfter: expect.any(Number) })
  expect(began).toEqual([1, 2])
  for (const [at] of running.entries()) {
    await expect.poll(() => began.length).toBe(Math.min(5, 2 + at))
    endOne()
  }
  expect(await Promise.all(running)).toEqual([1, 2, 3, 4, 5])
  expect(began).toEqual([1, 2, 3, 4, 5])
})

test('one that fails gives its place on', async () => {
  const queue = new HashingQueue(1, 5)
  await expect(queue.run(() => Promise.reject(new RangeError('no memory')))).rejects.toThrow(RangeError)
  expect(await queue.run(() => Promise.resolve('done'))).toBe('done')
})
