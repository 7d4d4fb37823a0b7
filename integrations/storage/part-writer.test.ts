import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PartWriter } from './part-writer.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'writer-'))
  path = join(folder, 'bytes')
})
afterEach(() => rm(folder, { recursive: true }))

/** Pieces of this size, each of its own letter, from position 3. */
async function written(count: number, size: number): Promise<{ bytes: Buffer; spent: number }> {
  const file = await open(path, 'wx')
  let spent = 0
  const writer = new PartWriter(file, 3, () => spent++)
  for (let n = 0; n < count; n++) await writer.take(Buffer.alloc(size, 97 + (n % 26)))
  await writer.end()
  await file.close()
  return { bytes: await readFile(path), spent }
}

test.each([
  ['one', 1, 10],
  ['many small', 1_000, 7],
  ['some large', 5, 700_000],
  ['those of a socket', 70, 65_536],
])('%s pieces are in the file, in order, each spent once', async (_what, count, size) => {
  const { bytes, spent } = await written(count, size)
  const expected = Array.from({ length: count }, (_, n) => Buffer.alloc(size, 97 + (n % 26)))
  expect(bytes.equals(Buffer.concat([Buffer.alloc(3), ...expected]))).toBe(true)
  expect(spent).toBe(count)
})

test('nothing at all is nothing', async () => {
  expect(await written(0, 0)).toEqual({ bytes: Buffer.alloc(0), spent: 0 })
})

test('what could not be written is said, and spends nothing', async () => {
  const file = await open(path, 'wx')
  await file.close()
  const reader = await open(path, 'r')
  let spent = 0
  const writer = new PartWriter(reader, 0, () => spent++)
  // The first write fails on its way; whoever sends the second piece hears of it.
  await writer.take(Buffer.alloc(1_000_000))
  await expect(writer.take(Buffer.alloc(1_000_000))).rejects.toMatchObject({ code: 'EBADF' })
  await writer.atRest()
  await expect(writer.end()).rejects.toMatchObject({ code: 'EBADF' })
  await reader.close()
  expect(spent).toBe(0)
})
