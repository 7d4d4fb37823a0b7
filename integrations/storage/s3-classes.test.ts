import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { S3Env } from '#lib/storage-env.ts'
import { withClasses } from '#tests/fakes/s3/classes.ts'
import { makeBucket, settingsFor } from '#tests/setup/s3.ts'
import { freePort } from '#tests/setup/server.ts'
import { bytesOf } from './contract.ts'
import { prefixed } from './prefixed.ts'
import { s3Storage } from './s3.ts'
import { bucketOf } from './s3-bucket.ts'
import { moveToClass } from './s3-copy.ts'
import { NoColdClass, ObjectMissing, type RootStorage } from './storage.ts'

const MIB = 1024 * 1024
let behind: S3rver
let store: Awaited<ReturnType<typeof withClasses>>
let folder: string
let settings: S3Env
let storage: RootStorage

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-s3-classes-'))
  const port = await freePort()
  behind = new S3rver({ address: '127.0.0.1', port, silent: true, directory: folder })
  await behind.run()
  const plain = settingsFor(`http://127.0.0.1:${port}`, 'S3RVER', 'S3RVER')
  await makeBucket(plain)
  store = await withClasses(plain, 6 * MIB)
  settings = { ...store.settings, coldClass: 'STANDARD_IA' }
  storage = await s3Storage(settings)
})
afterAll(async () => {
  await store.close()
  await behind.close()
  await rm(folder, { recursive: true })
})

const classOf = async (Key: string) => {
  const { client, name } = bucketOf(settings)
  return (await client.send(new HeadObjectCommand({ Bucket: name, Key }))).StorageClass
}
const read = async (key: string) => bytesOf((await storage.get(key)).body)

test('an object is moved to the cheaper class inside the store, stays as it was, and moving it twice changes nothing', async () => {
  const school = prefixed(storage, 'schools/a/')
  await storage.put('schools/a/film', Buffer.from('as uploaded'))
  await storage.put('schools/b/film', Buffer.from('of another school'))
  expect(school.coldClass).toBe('STANDARD_IA')
  expect(await school.moveToCold('film')).toBe('STANDARD_IA')
  expect(await school.moveToCold('film')).toBe('STANDARD_IA')
  expect([await classOf('schools/a/film'), await classOf('schools/b/film')]).toEqual(['STANDARD_IA', undefined])
  expect((await read('schools/a/film')).toString()).toBe('as uploaded')
})

test('what is too large for one request is moved in parts', async () => {
  const bytes = Buffer.concat([Buffer.alloc(5 * MIB, 'a'), Buffer.alloc(5 * MIB, 'b'), Buffer.from('c')])
  await storage.put('large', bytes)
  await expect(moveToClass(bucketOf(settings), 'large', 'STANDARD_IA')).rejects.toThrow()
  await moveToClass(bucketOf(settings), 'large', 'STANDARD_IA', { whole: 6 * MIB, part: 5 * MIB })
  expect(await classOf('large')).toBe('STANDARD_IA')
  expect((await read('large')).equals(bytes)).toBe(true)
})

test('what is not there is missing, and a store without a cheaper class says so', async () => {
  await expect(storage.moveToCold('none')).rejects.toBeInstanceOf(ObjectMissing)
  const plain = await s3Storage({ ...settings, coldClass: undefined })
  expect(plain.coldClass).toBeUndefined()
  await expect(plain.moveToCold('large')).rejects.toBeInstanceOf(NoColdClass)
})
