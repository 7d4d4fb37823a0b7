import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { link, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { partOf, storageContract } from './contract.ts'
import { diskStorage, sweepDisk } from './disk.ts'
import { KeyRefused, ObjectMissing } from './storage.ts'

storageContract('storage in a folder', async () => {
  const root = await mkdtemp(join(tmpdir(), 'storage-'))
  return { storage: diskStorage(root), close: () => rm(root, { recursive: true }) }
})

const MIB = 1024 * 1024
const PART = 8 * MIB
let around: string
let root: string
beforeEach(async () => {
  around = await mkdtemp(join(tmpdir(), 'storage-'))
  root = join(around, 'files')
  await mkdir(root)
})
afterEach(() => rm(around, { recursive: true }))

test('no symbolic link is followed, neither out of the root nor inside it', async () => {
  const storage = diskStorage(root)
  const outside = join(around, 'outside')
  await mkdir(outside)
  await writeFile(join(outside, 'secret'), 'secret')
  await symlink(outside, join(root, 'door'))
  await symlink(join(outside, 'secret'), join(root, 'file'))
  await symlink(join(outside, 'new'), join(root, 'dangling'))

  await expect(storage.get('door/secret')).rejects.toBeInstanceOf(KeyRefused)
  await expect(storage.stat('door/secret')).rejects.toBeInstanceOf(KeyRefused)
  await expect(storage.put('door/x', Buffer.from('x'))).rejects.toBeInstanceOf(KeyRefused)
  await expect(storage.delete('door/secret')).rejects.toBeInstanceOf(KeyRefused)
  await expect(storage.multipart.begin('door/x', { size: 1, partSize: 1 })).rejects.toBeInstanceOf(KeyRefused)
  expect(() => storage.source('door/secret')).toThrow(KeyRefused)
  expect(() => storage.source('file')).toThrow(KeyRefused)
  expect(() => storage.sink('door/')).toThrow(KeyRefused)
  await expect(storage.get('file')).rejects.toBeInstanceOf(ObjectMissing)
  expect(await storage.stat('file')).toBeUndefined()
  for await (const object of storage.list('')) expect.unreachable(object.key)
  expect(await storage.deletePrefix('door/')).toBe(0)

  await storage.put('file', Buffer.from('mine'))
  await expect(storage.put('dangling/x', Buffer.from('x'))).rejects.toThrow()
  expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret')
  expect(await readdir(outside)).toEqual(['secret'])
  expect((await lstat(join(root, 'file'))).isFile()).toBe(true)
})

test('a root that is itself reached by a link is a root like any other', async () => {
  await symlink(root, join(around, 'alias'))
  const storage = diskStorage(join(around, 'alias'))
  await storage.put('a/b', Buffer.from('x'))
  expect(storage.source('a/b')).toEqual({ kind: 'file', path: join(around, 'alias/a/b') })
})

test('a key that would be a folder and a file at once is refused, and both stay whole', async () => {
  const storage = diskStorage(root)
  await storage.put('a', Buffer.from('x'))
  await expect(storage.put('a/b', Buffer.from('y'))).rejects.toBeInstanceOf(KeyRefused)
  await storage.put('c/d', Buffer.from('x'))
  await expect(storage.put('c', Buffer.from('y'))).rejects.toBeInstanceOf(KeyRefused)
  await expect(storage.get('a/b')).rejects.toBeInstanceOf(ObjectMissing)
  await expect(storage.get('c')).rejects.toBeInstanceOf(ObjectMissing)
  expect(await readdir(join(root, '~tmp'))).toEqual([])
})

test('a failed put and a refused part leave no residue', async () => {
  const storage = diskStorage(root)
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half')
      throw new TypeError('line cut')
    })(),
  )
  await expect(storage.put('k', broken)).rejects.toThrow('line cut')
  const id = await storage.multipart.begin('v', { size: 3, partSize: 3 })
  await storage.multipart.putPart('v', id, partOf(1, Buffer.from('abc')), Readable.from([Buffer.from('abc')]))
  const repeat = { number: 1, size: 3, sha256: partOf(1, Buffer.from('abd')).sha256 }
  await expect(storage.multipart.putPart('v', id, repeat, Readable.from([Buffer.from('xyz')]))).rejects.toMatchObject({ code: 'checksum' })
  expect(await readdir(join(root, '~tmp'))).toEqual([])
  expect(await readdir(join(root, '~uploads', id, 'spares'))).toEqual([])
  expect(await readdir(join(root, '~uploads', id, 'claims'))).toEqual([])
})

test('what perform code writes into a sink is an object, and a source is its file', async () => {
  const storage = diskStorage(root)
  await writeFile(join(storage.sink('asset/1/').path, 'index.m3u8'), '#EXTM3U')
  expect(await storage.stat('asset/1/index.m3u8')).toMatchObject({ size: 7 })
  expect(await readFile(storage.source('asset/1/index.m3u8').path, 'utf8')).toBe('#EXTM3U')
  expect(() => storage.sink('asset/1')).toThrow(KeyRefused)
  expect(() => storage.sink('../')).toThrow(KeyRefused)
})

test('completing moves the very file the parts were written into', async () => {
  const storage = diskStorage(root)
  const id = await storage.multipart.begin('v', { size: 2 * MIB, partSize: MIB })
  const { ino } = await stat(join(root, '~uploads', id, 'bytes'))
  for (const number of [2, 1]) await send(storage, id, number, Buffer.alloc(MIB, number))
  await storage.multipart.complete('v', id)
  expect((await stat(join(root, 'v'))).ino).toBe(ino)
  expect(await readdir(join(root, '~uploads'))).toEqual([`${id}.done`])
})

test('reads no further than the announced size', async () => {
  const storage = diskStorage(root)
  const id = await storage.multipart.begin('v', { size: MIB, partSize: MIB })
  let given = 0
  const flood = Readable.from(
    (async function* () {
      for (;;) {
        given += 65_536
        yield Buffer.alloc(65_536)
      }
    })(),
    { highWaterMark: 1 },
  )
  const part = partOf(1, Buffer.alloc(MIB))
  await expect(storage.multipart.putPart('v', id, part, flood)).rejects.toMatchObject({ code: 'size' })
  expect(given).toBeLessThanOrEqual(MIB + 3 * 65_536)
  flood.destroy()
})

test('a crash between the move and the cleaning up is healed by completing again', async () => {
  const storage = diskStorage(root)
  const id = await storage.multipart.begin('a/v', { size: 3, partSize: 3 })
  await send(storage, id, 1, Buffer.from('abc'), 'a/v')
  await rename(join(root, '~uploads', id), join(root, '~uploads', `${id}.ending`))
  await mkdir(join(root, 'a'))
  await rename(join(root, '~uploads', `${id}.ending`, 'bytes'), join(root, 'a/v'))
  expect(await storage.multipart.complete('a/v', id)).toMatchObject({ key: 'a/v', size: 3 })
  expect(await storage.multipart.complete('a/v', id)).toMatchObject({ key: 'a/v', size: 3 })
  expect(await readdir(join(root, '~uploads'))).toEqual([`${id}.done`])
  await storage.delete('a/v')
  await expect(storage.multipart.complete('a/v', id)).rejects.toBeInstanceOf(ObjectMissing)
})

test('a crash just before the move is healed too, and still shows its parts', async () => {
  const storage = diskStorage(root)
  const id = await storage.multipart.begin('v', { size: 3, partSize: 3 })
  await send(storage, id, 1, Buffer.from('abc'))
  await rename(join(root, '~uploads', id), join(root, '~uploads', `${id}.ending`))
  expect(await storage.multipart.parts('v', id)).toHaveLength(1)
  expect(await storage.multipart.complete('v', id)).toMatchObject({ size: 3 })
})

test('a process killed in mid-part leaves the upload resumable', async () => {
  const storage = diskStorage(root)
  const bytes = Buffer.alloc(PART, 'good')
  const id = await storage.multipart.begin('v', { size: 2 * PART, partSize: PART })
  await send(storage, id, 1, bytes)
  const child = otherProcess(`
    const body = new PassThrough()
    storage.multipart.putPart('v', '${id}', ${JSON.stringify(partOf(2, bytes))}, body)
    say('writing')
    setInterval(() => undefined, 1000)`)
  await once(child.stdout, 'data')
  const isWriting = async () =>
    (await readFile(join(root, '~uploads', id, 'bytes'))).subarray(PART, PART + MIB).equals(Buffer.alloc(MIB, 'bad'))
  await expect.poll(isWriting).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await storage.multipart.parts('v', id)).toEqual([partOf(1, bytes)])
  const { ino } = await stat(join(root, '~uploads', id, 'bytes'))
  await send(storage, id, 2, bytes)
  await storage.multipart.complete('v', id)
  expect((await readFile(join(root, 'v'))).equals(Buffer.concat([bytes, bytes]))).toBe(true)
  expect((await stat(join(root, 'v'))).ino).toBe(ino)
})

test('a connection hanging in another process cannot reach the finished file', async () => {
  const storage = diskStorage(root)
  const bytes = Buffer.alloc(PART, 'good')
  const id = await storage.multipart.begin('v', { size: PART, partSize: PART })
  const child = otherProcess(`
    const body = new PassThrough()
    const sending = storage.multipart.putPart('v', '${id}', ${JSON.stringify(partOf(1, bytes))}, body)
    say('writing')
    process.stdin.once('data', () => say('more'))
    setInterval(() => undefined, 1000)`)
  await once(child.stdout, 'data')
  await send(storage, id, 1, bytes)
  await storage.multipart.complete('v', id)
  child.stdin.write('go')
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect((await readFile(join(root, 'v'))).equals(bytes)).toBe(true)
})

test('a connection hanging in this process is cut when its part came by another one and the upload completes', async () => {
  const storage = diskStorage(root)
  const id = await storage.multipart.begin('v', { size: 3, partSize: 3 })
  const hanging = new PassThrough()
  const first = storage.multipart.putPart('v', id, partOf(1, Buffer.from('abc')), hanging)
  const refused = expect(first).rejects.toMatchObject({ code: 'unknown_upload' })
  hanging.write('x')
  await send(storage, id, 1, Buffer.from('abc'))
  await storage.multipart.complete('v', id)
  await refused
  expect(hanging.destroyed).toBe(true)
  expect(await readFile(join(root, 'v'), 'utf8')).toBe('abc')
})

test('keeps memory flat over a large part', async () => {
  const storage = diskStorage(root)
  const size = 192 * MIB
  const id = await storage.multipart.begin('v', { size, partSize: size })
  const chunk = Buffer.alloc(MIB)
  let peak = 0
  const before = process.memoryUsage().rss
  const body = Readable.from(
    (async function* () {
      for (let i = 0; i < 192; i++) {
        peak = Math.max(peak, process.memoryUsage().rss)
        yield chunk
      }
    })(),
    { highWaterMark: 2 },
  )
  await expect(storage.multipart.putPart('v', id, { number: 1, size, sha256: 'none' }, body)).rejects.toMatchObject({ code: 'checksum' })
  expect(peak - before).toBeLessThan(48 * MIB)
})

test('sweeping takes what was left behind long ago and no upload that is alive', async () => {
  const storage = diskStorage(root)
  const old = await storage.multipart.begin('v', { size: 3, partSize: 3 })
  const fresh = await storage.multipart.begin('v', { size: 3, partSize: 3 })
  await storage.put('kept', Buffer.from('x'))
  await writeFile(join(root, '~tmp', 'residue'), 'x')
  await link(join(root, '~tmp', 'residue'), join(root, '~tmp', 'linked'))
  const yesterday = new Date(Date.now() - 2 * 86_400_000)
  for (const path of [`~tmp/residue`, `~uploads/${old}`, `~uploads/${old}/bytes`, `~uploads/${old}/parts`, `~uploads/${fresh}`]) {
    await utimes(join(root, path), yesterday, yesterday)
  }
  expect(await sweepDisk(root, 86_400_000)).toBe(3)
  expect(await storage.multipart.parts('v', fresh)).toEqual([])
  await expect(storage.multipart.parts('v', old)).rejects.toMatchObject({ code: 'unknown_upload' })
  expect(await storage.stat('kept')).toBeDefined()
  expect(await readdir(join(root, '~tmp'))).toEqual([])
})

function send(storage: ReturnType<typeof diskStorage>, id: string, number: number, bytes: Buffer, key = 'v') {
  return storage.multipart.putPart(key, id, partOf(number, bytes), Readable.from([bytes]))
}

/** Runs `code` in a process of its own with the same storage. */
function otherProcess(code: string) {
  const prologue = `
    import { PassThrough } from 'node:stream'
    import { diskStorage } from '${fileURLToPath(new URL('./disk.ts', import.meta.url))}'
    const storage = diskStorage(${JSON.stringify(root)})
    const bad = Buffer.alloc(${MIB}, 'bad')
    // While one is written the next is taken: only the third is taken after the first is in the file.
    const say = (word) => body.write(bad) & body.write(bad) & body.write('bad', () => process.stdout.write(word))`
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', prologue + code], { stdio: ['pipe', 'pipe', 'inherit'] })
}
