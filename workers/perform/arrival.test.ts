import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Link } from '#tests/setup/link.ts'
import { until } from '#tests/setup/server.ts'
import { Arrival } from './arrival.ts'
import { type Place, place } from './clips.ts'

const MIB = 1024 * 1024
const BYTES = randomBytes(40 * MIB + 12_345)

let here: Place
let link: Link
let path: string
let file: Arrival | undefined
beforeEach(async () => {
  here = await place()
  path = join(here.root, 'arrived')
  await writeFile(join(here.root, 'film'), BYTES)
  link = await Link.to(join(here.root, 'film'))
})
afterEach(async () => {
  await file?.close()
  file = undefined
  await link.close()
  await here.remove()
})

async function begin(): Promise<Arrival> {
  file = await Arrival.begin(link.url, path, here.abort.signal, () => undefined)
  return file
}

/** Reads `length` bytes as a player does, one block after another. */
async function read(from: Arrival, at: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let to = at; to < Math.min(at + length, BYTES.length); to += parts.at(-1)?.length ?? 0) parts.push(await from.read(to))
  return Buffer.concat(parts).subarray(0, length)
}

const same = (got: Buffer, at: number) => got.equals(BYTES.subarray(at, at + got.length))

test('what is read comes first wherever it lies, while the rest is not there', async () => {
  link.hold(0.2, 0.6)
  const slow = await begin()
  for (const at of [BYTES.length - 100, 30 * MIB + 17, 36 * MIB]) expect(same(await read(slow, at, MIB), at), `at ${at}`).toBe(true)
  expect(slow.isWhole).toBe(false)
  expect(await slow.read(BYTES.length)).toHaveLength(0)
  link.release()
  expect(same(await read(slow, 0, BYTES.length), 0)).toBe(true)
})

test('read from all sides at the same time, it arrives whole, and each byte once', async () => {
  const arriving = await begin()
  const places = [0, BYTES.length - MIB, 20 * MIB, 10 * MIB + 5, 33 * MIB, 20 * MIB]
  const got = await Promise.all(places.map((at) => read(arriving, at, 5 * MIB)))
  for (const [nth, at] of places.entries()) expect(same(got[nth] ?? Buffer.alloc(1), at), `at ${at}`).toBe(true)
  arriving.hurry()
  await until('all of it is there', () => arriving.isWhole)
  expect((await readFile(path)).equals(BYTES)).toBe(true)
  // Where a request in order meets what somebody read ahead of it, what was on the line is given up.
  expect(link.given).toBeLessThan(BYTES.length + 4 * MIB)
})

test('who reads on and on from the middle asks for more each time', async () => {
  link.hold(0, 0.1)
  const arriving = await begin()
  await read(arriving, 8 * MIB, 32 * MIB)
  const middle = link.asked.filter((from) => from >= 8 * MIB)
  expect(middle).toEqual([8 * MIB, 12 * MIB, 20 * MIB, 36 * MIB])
  expect(link.most).toBe(1)
  expect(arriving.waitedMs).toBeGreaterThan(0)
})

test('until somebody says that it may hurry, it keeps near to who reads', async () => {
  const arriving = await begin()
  await read(arriving, 0, 2 * MIB)
  await until('it has come as far as it may', () => link.given > 16 * MIB)
  expect(same(await read(arriving, 39 * MIB, 1000), 39 * MIB)).toBe(true)
  expect(arriving.isWhole).toBe(false)
  arriving.hurry()
  await until('all of it is there', () => arriving.isWhole)
  expect((await readFile(path)).equals(BYTES)).toBe(true)
})

test('another size than before is another source', async () => {
  link.hold(0.3)
  const arriving = await begin()
  await until('it goes on', () => link.asked.length > 1)
  link.claim(39 * MIB)
  await expect(arriving.read(30 * MIB)).rejects.toThrow('another source')
})

test('so is another one of the same size', async () => {
  link.hold(0.5)
  const arriving = await begin()
  await until('it goes on', () => link.asked.length > 1)
  link.rename('"two"')
  await expect(arriving.read(BYTES.length - MIB)).rejects.toThrow('another source')
})

test('a line that falls silent without being cut is given up, and asked anew', async () => {
  link.stall()
  file = await Arrival.begin(link.url, path, here.abort.signal, () => undefined, 300)
  expect(same(await read(file, 0, 6 * MIB), 0)).toBe(true)
  expect(link.asked.slice(0, 2)).toEqual([0, 0])
})

test('a disk that is full ends it at once, and is no trouble of the line', async () => {
  await symlink('/dev/full', path)
  const arriving = await begin()
  await expect(arriving.read(0)).rejects.toThrow('ENOSPC')
  expect(link.asked.length).toBeLessThan(4)
})

test('more than the disk has room for is not begun', async () => {
  link.claim(2 ** 52)
  await expect(begin()).rejects.toMatchObject({ name: 'DiskFull' })
  expect(existsSync(path)).toBe(false)
})

test('closed, it fetches no more and leaves nothing', async () => {
  link.hold(0.3)
  const arriving = await begin()
  const reading = arriving.read(30 * MIB)
  reading.catch(() => undefined)
  await arriving.close()
  file = undefined
  await expect(reading).rejects.toThrow('nobody reads it')
  expect(existsSync(path)).toBe(false)
  const asked = link.asked.length
  link.release()
  expect(link.asked.length).toBe(asked)
})
