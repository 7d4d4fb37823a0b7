import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { giveBack } from '#lib/give-back.ts'
import { KeyRefused, ObjectMissing, type Part, PartRefused, type Storage, type StoredObject, UploadIncomplete } from './storage.ts'

/** S3 takes no smaller part, save the last. */
const PART = 5 * 1024 * 1024

/**
 * What every adapter of Storage must do, as vitest tests.
 * @param make a storage with nothing in it; `close` takes it away again
 * @param lacking what the server behind an adapter does not speak, so that nothing is said about it
 */
export function storageContract(
  name: string,
  make: () => Promise<{ storage: Storage; close(): Promise<void> }>,
  lacking: readonly ('parts' | 'order')[] = [],
): void {
  describe(name, () => {
    let storage: Storage
    let close: () => Promise<void>
    beforeEach(async () => {
      const made = await make()
      storage = made.storage
      close = made.close
    })
    afterEach(() => close())

    const read = async (key: string, range?: { start: number; end: number }) => bytesOf((await storage.get(key, range)).body)
    const keys = async (prefix: string) => (await allOf(storage.list(prefix))).map((object) => object.key)

    describe('objects', () => {
      test('what was put comes back, from bytes and from a stream', async () => {
        const from = Date.now()
        const put = await storage.put('a/one.bin', Buffer.from('hello'), 'text/plain')
        expect(put).toMatchObject({ key: 'a/one.bin', size: 5 })
        // Object stores keep whole seconds.
        expect(put.modifiedAt).toBeGreaterThan(from - 2000)
        await storage.put('two', Readable.from([Buffer.from('he'), Buffer.from('y')]))
        expect((await read('a/one.bin')).toString()).toBe('hello')
        expect((await read('two')).toString()).toBe('hey')
        expect(await storage.stat('two')).toMatchObject({ key: 'two', size: 3 })
      })

      test('a second put replaces the first, shorter or longer', async () => {
        await storage.put('k', Buffer.from('long text'))
        await storage.put('k', Buffer.from('short'))
        expect((await read('k')).toString()).toBe('short')
      })

      test('a put whose stream breaks leaves what was there', async () => {
        await storage.put('k', Buffer.from('before'))
        const broken = Readable.from(
          (async function* () {
            yield Buffer.from('half')
            throw new TypeError('line cut')
          })(),
        )
        await expect(storage.put('k', broken)).rejects.toThrow('line cut')
        expect((await read('k')).toString()).toBe('before')
      })

      test('an empty object is an object', async () => {
        expect(await storage.put('empty', Buffer.alloc(0))).toMatchObject({ size: 0 })
        expect(await read('empty')).toHaveLength(0)
      })

      test('a range counts both ends, stops at the end, and the size is that of the whole', async () => {
        await storage.put('k', Buffer.from('0123456789'))
        const middle = await storage.get('k', { start: 2, end: 4 })
        expect(middle.size).toBe(10)
        expect((await bytesOf(middle.body)).toString()).toBe('234')
        expect((await read('k', { start: 8, end: 99 })).toString()).toBe('89')
        const beyond = await storage.get('k', { start: 10, end: 20 })
        expect(beyond.size).toBe(10)
        expect(await bytesOf(beyond.body)).toHaveLength(0)
      })

      test('a copy is an object of its own, and one onto itself changes nothing', async () => {
        await storage.put('from/one', Buffer.from('hello'))
        await storage.put('to/one', Buffer.from('something longer'))
        expect(await storage.copy('from/one', 'to/one')).toMatchObject({ key: 'to/one', size: 5 })
        await storage.copy('from/one', 'from/one')
        expect((await read('from/one')).toString()).toBe('hello')
        await storage.delete('from/one')
        expect((await read('to/one')).toString()).toBe('hello')
        await expect(storage.copy('from/one', 'to/one')).rejects.toBeInstanceOf(ObjectMissing)
        await expect(storage.copy('from/one', 'from/one')).rejects.toBeInstanceOf(ObjectMissing)
        expect((await read('to/one')).toString()).toBe('hello')
      })

      test('what is missing is said by name, and deleting it is no error', async () => {
        await expect(storage.get('nothing/here')).rejects.toBeInstanceOf(ObjectMissing)
        expect(await storage.stat('nothing/here')).toBeUndefined()
        await storage.delete('nothing/here')
        await storage.put('k', Buffer.from('x'))
        await storage.delete('k')
        expect(await storage.stat('k')).toBeUndefined()
      })

      test.each(['', '/abs', 'a//b', 'a/', '../up', 'a/../b', './a', 'a/.', 'a b', 'a\0b', 'a\\b', 'é', 'a%2f', 'x'.repeat(513)])(
        'refuses %j as a key everywhere',
        async (key) => {
          await expect(storage.put(key, Buffer.from('x'))).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.get(key)).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.stat(key)).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.delete(key)).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.copy(key, 'k')).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.copy('k', key)).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.getUrl(key, 1000)).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.putUrl(key, partOf(1, Buffer.from('x')), 1000)).rejects.toBeInstanceOf(KeyRefused)
          await expect(storage.multipart.begin(key, { size: 1, partSize: PART })).rejects.toBeInstanceOf(KeyRefused)
        },
      )
    })

    describe('listing', () => {
      test('lists by prefix in the byte order of whole keys', async () => {
        const all = ['a', 'b-1', 'b.1', 'b/0', 'b/z/1', 'b0', 'c/x']
        for (const key of [...all].reverse()) await storage.put(key, Buffer.from(key))
        const listed = async (prefix: string) => (lacking.includes('order') ? (await keys(prefix)).sort() : keys(prefix))
        expect(await listed('')).toEqual(all)
        expect(await listed('b')).toEqual(['b-1', 'b.1', 'b/0', 'b/z/1', 'b0'])
        expect(await listed('b/')).toEqual(['b/0', 'b/z/1'])
        expect(await listed('b/z')).toEqual(['b/z/1'])
        expect(await listed('none/')).toEqual([])
      })

      test('names the folders directly below a prefix that hold anything', async () => {
        for (const key of ['a/1/x/y', 'a/1/z', 'a/2/x', 'a/file', 'ab/3/x', 'b']) await storage.put(key, Buffer.from('x'))
        const folders = async (prefix: string) => {
          const names: string[] = []
          for await (const name of storage.folders(prefix)) names.push(name)
          return names
        }
        expect(await folders('a/')).toEqual(['1', '2'])
        expect(await folders('a/1/')).toEqual(['x'])
        expect(await folders('none/')).toEqual([])
        await storage.delete('a/2/x')
        expect(await folders('a/')).toEqual(['1'])
        expect(() => storage.folders('a')).toThrow(KeyRefused)
        expect(() => storage.folders('../')).toThrow(KeyRefused)
      })

      test('deletes below a prefix and nothing beside it', async () => {
        for (const key of ['up/1', 'up/2/3', 'upper', 'u']) await storage.put(key, Buffer.from('x'))
        expect(await storage.deletePrefix('up/')).toBe(2)
        expect((await keys('')).sort()).toEqual(['u', 'upper'])
        expect(await storage.deletePrefix('up/')).toBe(0)
        await expect(storage.deletePrefix('upp')).rejects.toBeInstanceOf(KeyRefused)
        await expect(storage.deletePrefix('')).rejects.toBeInstanceOf(KeyRefused)
      })
    })

    if (lacking.includes('parts')) return

    describe('uploads in parts', () => {
      const first = Buffer.alloc(PART, 'first')
      const second = Buffer.alloc(PART, 'second')
      const last = Buffer.from('the end')
      const whole = { size: 2 * PART + last.length, partSize: PART }
      const send = (id: string, number: number, bytes: Buffer, claim: Partial<Part> = {}) =>
        storage.multipart.putPart('v.mp4', id, { ...partOf(number, bytes), ...claim }, Readable.from(slices(bytes)))

      test('parts in any order make the object', async () => {
        const id = await storage.multipart.begin('v.mp4', whole)
        await send(id, 3, last)
        await Promise.all([send(id, 2, second), send(id, 1, first)])
        expect(await storage.multipart.parts('v.mp4', id)).toEqual([partOf(1, first), partOf(2, second), partOf(3, last)])
        expect(await storage.stat('v.mp4')).toBeUndefined()
        expect(await keys('')).toEqual([])
        expect(await storage.multipart.complete('v.mp4', id)).toMatchObject({ key: 'v.mp4', size: whole.size })
        expect((await read('v.mp4')).equals(Buffer.concat([first, second, last]))).toBe(true)
      })

      test('completing again, or twice at once, answers the same', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: 7, partSize: PART })
        await send(id, 1, last)
        const answers = await Promise.all([storage.multipart.complete('v.mp4', id), storage.multipart.complete('v.mp4', id)])
        answers.push(await storage.multipart.complete('v.mp4', id))
        for (const answer of answers) expect(answer).toMatchObject({ key: 'v.mp4', size: 7 })
        await storage.multipart.abort('v.mp4', id)
        expect((await read('v.mp4')).equals(last)).toBe(true)
      })

      test('a part that comes again replaces the one before', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: 7, partSize: PART })
        await send(id, 1, Buffer.from('typo!!!'))
        await send(id, 1, last)
        await send(id, 1, last)
        expect(await storage.multipart.parts('v.mp4', id)).toEqual([partOf(1, last)])
        await storage.multipart.complete('v.mp4', id)
        expect((await read('v.mp4')).toString()).toBe('the end')
      })

      test('the same part twice at the same moment is stored once, whole', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: PART, partSize: PART })
        await Promise.all([send(id, 1, first), send(id, 1, first), send(id, 1, first)])
        await storage.multipart.complete('v.mp4', id)
        expect((await read('v.mp4')).equals(first)).toBe(true)
      })

      test('a broken repetition does not harm the part that is there', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: 7, partSize: PART })
        await send(id, 1, last)
        for (const sha256 of [partOf(1, last).sha256, partOf(1, Buffer.from('another')).sha256]) {
          await expect(send(id, 1, Buffer.from('garbage'), { sha256 })).rejects.toMatchObject({ code: 'checksum' })
        }
        await storage.multipart.complete('v.mp4', id)
        expect((await read('v.mp4')).toString()).toBe('the end')
      })

      test('keeps nothing of a part with a wrong checksum, size or number', async () => {
        const id = await storage.multipart.begin('v.mp4', whole)
        const refused = async (sending: Promise<void>, code: PartRefused['code']) => {
          await expect(sending).rejects.toBeInstanceOf(PartRefused)
          await expect(sending).rejects.toMatchObject({ code })
        }
        await refused(send(id, 1, first, { sha256: partOf(1, second).sha256 }), 'checksum')
        await refused(send(id, 1, last), 'size')
        await refused(send(id, 1, first.subarray(1), { size: PART }), 'size')
        await refused(send(id, 1, Buffer.concat([first, last]), { size: PART }), 'size')
        await refused(send(id, 3, first), 'size')
        for (const number of [0, -1, 4, 1.5, Number.NaN]) await refused(send(id, number, last), 'number')
        expect(await storage.multipart.parts('v.mp4', id)).toEqual([])
        await send(id, 1, first)
        expect(await storage.multipart.parts('v.mp4', id)).toEqual([partOf(1, first)])
      })

      test('says of every piece of a part when it needs it no more, the first time and when the part comes again', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: PART, partSize: PART })
        for (const _time of ['first', 'again']) {
          const pieces = [...slices(first)].map((slice) => Uint8Array.from(slice))
          await storage.multipart.putPart('v.mp4', id, partOf(1, first), Readable.from(pieces), giveBack)
          expect(pieces.filter((piece) => piece.length > 0)).toHaveLength(0)
        }
        await storage.multipart.complete('v.mp4', id)
        expect((await read('v.mp4')).equals(first)).toBe(true)
      })

      test('says which parts are missing', async () => {
        const id = await storage.multipart.begin('v.mp4', whole)
        await send(id, 2, second)
        const completing = storage.multipart.complete('v.mp4', id)
        await expect(completing).rejects.toBeInstanceOf(UploadIncomplete)
        await expect(completing).rejects.toMatchObject({ missing: [1, 3] })
        await send(id, 1, first)
        await send(id, 3, last)
        await storage.multipart.complete('v.mp4', id)
      })

      test('knows an upload only by its id and its key', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: 7, partSize: PART })
        for (const [key, upload] of [
          ['v.mp4', 'up_unknown'],
          ['v.mp4', '../v.mp4'],
          ['other.mp4', id],
        ] as const) {
          const unknown = { code: 'unknown_upload' }
          const part = storage.multipart.putPart(key, upload, partOf(1, last), Readable.from([last]))
          await expect(part).rejects.toMatchObject(unknown)
          await expect(storage.multipart.parts(key, upload)).rejects.toMatchObject(unknown)
          await expect(storage.multipart.complete(key, upload)).rejects.toMatchObject(unknown)
          await storage.multipart.abort(key, upload)
        }
        await send(id, 1, last)
      })

      test('an aborted upload is forgotten, and aborting again is no error', async () => {
        const id = await storage.multipart.begin('v.mp4', whole)
        await send(id, 1, first)
        await storage.multipart.abort('v.mp4', id)
        await storage.multipart.abort('v.mp4', id)
        await expect(storage.multipart.complete('v.mp4', id)).rejects.toMatchObject({ code: 'unknown_upload' })
        await expect(send(id, 2, second)).rejects.toMatchObject({ code: 'unknown_upload' })
        expect(await storage.stat('v.mp4')).toBeUndefined()
      })

      test('an upload whose connection breaks in mid-part goes on', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: PART, partSize: PART })
        const cut = Readable.from(
          (async function* () {
            yield first.subarray(0, 1000)
            throw new TypeError('line cut')
          })(),
        )
        await expect(storage.multipart.putPart('v.mp4', id, partOf(1, first), cut)).rejects.toThrow()
        expect(await storage.multipart.parts('v.mp4', id)).toEqual([])
        await send(id, 1, first)
        await storage.multipart.complete('v.mp4', id)
        expect((await read('v.mp4')).equals(first)).toBe(true)
      })

      test('an upload to a key that has an object replaces it, and until then leaves it', async () => {
        await storage.put('v.mp4', Buffer.from('before'))
        const id = await storage.multipart.begin('v.mp4', { size: 7, partSize: PART })
        await expect(storage.multipart.complete('v.mp4', id)).rejects.toMatchObject({ missing: [1] })
        await send(id, 1, last)
        expect((await read('v.mp4')).toString()).toBe('before')
        await storage.multipart.complete('v.mp4', id)
        expect((await read('v.mp4')).equals(last)).toBe(true)
      })

      test('an empty file is one empty part', async () => {
        const id = await storage.multipart.begin('v.mp4', { size: 0, partSize: PART })
        await send(id, 1, Buffer.alloc(0))
        expect(await storage.multipart.complete('v.mp4', id)).toMatchObject({ size: 0 })
      })
    })
  })
}

export function partOf(number: number, bytes: Uint8Array): Part {
  return { number, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('base64') }
}

function* slices(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

export async function bytesOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function allOf(objects: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const all: StoredObject[] = []
  for await (const object of objects) all.push(object)
  return all
}
