import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gateway, makeBucket, settingsFor, TestS3 } from '#tests/setup/s3.ts'
import { freePort } from '#tests/setup/server.ts'
import { bytesOf, partOf, storageContract } from './contract.ts'
import { prefixed } from './prefixed.ts'
import { s3Storage } from './s3.ts'
import { bucketOf } from './s3-bucket.ts'
import { copyObject } from './s3-copy.ts'
import { KeyRefused, NotOnThisMachine, type RootStorage } from './storage.ts'

const PART = 5 * 1024 * 1024
const DAY = 86_400_000

// It knows neither ListParts nor AbortMultipartUpload, and sorts folders before files.
storageContract('storage in s3rver', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-s3rver-'))
  const port = await freePort()
  const server = new S3rver({ address: '127.0.0.1', port, silent: true, directory: folder })
  await server.run()
  const settings = settingsFor(`http://127.0.0.1:${port}`, 'S3RVER', 'S3RVER')
  await makeBucket(settings)
  return {
    storage: await s3Storage(settings),
    async close() {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}, ['parts', 'order'])

const binary = gateway()

if (binary) {
  storageContract('storage in a bucket', async () => {
    const s3 = await TestS3.start(binary)
    return { storage: await s3Storage(s3.settings), close: () => s3.remove() }
  })

  describe('a bucket', () => {
    let s3: TestS3
    let storage: RootStorage
    beforeAll(async () => {
      s3 = await TestS3.start(binary, ['https://lectern.example'])
      storage = await s3Storage(s3.settings)
    })
    afterAll(() => s3.remove())

    const read = async (key: string) => (await bytesOf((await storage.get(key)).body)).toString()
    const put = (url: string, body: string, headers: Record<string, string>) => fetch(url, { method: 'PUT', body, headers })
    const checksum = (text: string) => ({ 'x-amz-checksum-sha256': createHash('sha256').update(text).digest('base64') })

    test('takes from a browser exactly the part that was signed, and refuses every other', async () => {
      const id = await storage.multipart.begin('signed', { size: 7, partSize: PART })
      const url = (await storage.multipart.partUrl('signed', id, partOf(1, Buffer.from('the end')), 60_000)) ?? ''
      expect(new URL(url).origin).toBe(storage.browserOrigin)
      expect((await put(url, 'THE END', checksum('the end'))).status).toBe(400)
      expect((await put(url, 'THE END', checksum('THE END'))).status).toBe(403)
      expect((await put(url, 'the end', {})).status).toBe(403)
      expect((await put(url, 'the end and more', checksum('the end'))).status).toBe(403)
      expect(await storage.multipart.parts('signed', id)).toEqual([])
      expect((await put(url, 'the end', checksum('the end'))).status).toBe(200)
      expect(await storage.multipart.parts('signed', id)).toEqual([partOf(1, Buffer.from('the end'))])
      await storage.multipart.complete('signed', id)
      expect(await read('signed')).toBe('the end')
    })

    test('signs no part that the upload does not have', async () => {
      const id = await storage.multipart.begin('signed', { size: 7, partSize: PART })
      const sign = (number: number, bytes: string) => storage.multipart.partUrl('signed', id, partOf(number, Buffer.from(bytes)), 60_000)
      await expect(sign(2, 'the end')).rejects.toMatchObject({ code: 'number' })
      await expect(sign(1, 'the end and more')).rejects.toMatchObject({ code: 'size' })
      await expect(storage.multipart.partUrl('signed', 'up_1', partOf(1, Buffer.from('x')), 1)).rejects.toMatchObject({
        code: 'unknown_upload',
      })
    })

    test('hands an object out by a link, whole and in ranges, with the type that was asked for, until the link ends', async () => {
      await storage.put('lent', Buffer.from('0123456789'), 'text/plain')
      const url = (await storage.getUrl('lent', 60_000, { contentType: 'video/mp2t' })) ?? ''
      const whole = await fetch(url)
      expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([200, 'video/mp2t', '0123456789'])
      const middle = await fetch(url, { headers: { Range: 'bytes=2-4' } })
      expect([middle.status, await middle.text()]).toEqual([206, '234'])
      expect((await fetch(url.replace('/lent?', '/other?'))).status).toBe(403)
      expect((await fetch(`${s3.origin}/lectern-test/lent`)).status).toBe(403)
      const brief = (await storage.getUrl('lent', 1_000)) ?? ''
      await expect.poll(() => fetch(brief).then(({ status }) => status), { timeout: 10_000 }).toBe(403)
    })

    test('takes a whole object by a link, and only the announced one', async () => {
      const signed = await storage.putUrl('given', { size: 5, sha256: partOf(1, Buffer.from('hello')).sha256 }, 60_000)
      expect((await put(signed?.url ?? '', 'hullo', signed?.headers ?? {})).status).toBe(400)
      expect((await put(signed?.url ?? '', 'hello there', signed?.headers ?? {})).status).toBe(403)
      expect(await storage.stat('given')).toBeUndefined()
      expect((await put(signed?.url ?? '', 'hello', signed?.headers ?? {})).status).toBe(200)
      expect(await read('given')).toBe('hello')
    })

    test('a stream of unknown length goes in parts, and one that breaks leaves no parts behind', async () => {
      const chunk = Buffer.alloc(1024 * 1024, 'x')
      const stream = (breaks: boolean) =>
        Readable.from(
          (async function* () {
            for (let count = 0; count < 18; count++) yield chunk
            if (breaks) throw new TypeError('line cut')
          })(),
        )
      const before = await openUploads()
      expect(await storage.put('long', stream(false))).toMatchObject({ size: 18 * 1024 * 1024 })
      await expect(storage.put('long', stream(true))).rejects.toThrow('line cut')
      expect(await storage.stat('long')).toMatchObject({ size: 18 * 1024 * 1024 })
      expect(await openUploads()).toBe(before)
    })

    test('copies in ranges what is too large for one request', async () => {
      const bytes = Buffer.concat([Buffer.alloc(PART, 'a'), Buffer.alloc(PART, 'b'), Buffer.from('c')])
      await storage.put('large', bytes)
      await copyObject(bucketOf(s3.settings), 'large', 'copied', { whole: PART, part: PART })
      expect((await bytesOf((await storage.get('copied')).body)).equals(bytes)).toBe(true)
    })

    test('a school’s uploads and links stay below its prefix', async () => {
      const [a, b] = [prefixed(storage, 'schools/a/'), prefixed(storage, 'schools/b/')]
      const id = await a.multipart.begin('v', { size: 7, partSize: PART })
      await expect(b.multipart.parts('v', id)).rejects.toMatchObject({ code: 'unknown_upload' })
      expect(new URL((await a.getUrl('v', 1_000)) ?? '').pathname).toBe('/lectern-test/schools/a/v')
      await expect(a.getUrl('../b/v', 1_000)).rejects.toBeInstanceOf(KeyRefused)
      await b.multipart.abort('v', id)
      expect(await a.multipart.parts('v', id)).toEqual([])
    })

    test('sweeping gives up uploads nobody continued, and a dry run only counts them', async () => {
      const { client, name } = bucketOf(s3.settings)
      await storage.sweepLitter(0, { now: Date.now() + DAY })
      const id = await storage.multipart.begin('left', { size: 7, partSize: PART })
      await storage.multipart.putPart('left', id, partOf(1, Buffer.from('the end')), Readable.from([Buffer.from('the end')]))
      await client.send(new CreateMultipartUploadCommand({ Bucket: name, Key: 'strange' }))
      await storage.put('kept', Buffer.from('x'))
      expect(await storage.sweepLitter(7 * DAY)).toBe(0)
      const later = { now: Date.now() + 8 * DAY }
      expect(await storage.sweepLitter(7 * DAY, { ...later, dryRun: true })).toBe(2)
      expect(await storage.multipart.parts('left', id)).toHaveLength(1)
      expect(await storage.sweepLitter(7 * DAY, later)).toBe(2)
      await expect(storage.multipart.parts('left', id)).rejects.toMatchObject({ code: 'unknown_upload' })
      expect(await storage.stat('kept')).toBeDefined()
    })

    test('has no file for perform code', () => {
      expect(() => storage.source('a')).toThrow(NotOnThisMachine)
      expect(() => storage.sink('a/')).toThrow(NotOnThisMachine)
      expect(() => storage.sink('a')).toThrow(KeyRefused)
    })

    const openUploads = () => storage.sweepLitter(0, { now: Date.now() + DAY, dryRun: true })
  })
}
