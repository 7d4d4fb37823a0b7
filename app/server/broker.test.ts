import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diskStorage } from '#integrations/storage/disk.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { attemptName, claim, failAttempt } from '#tenants/jobs/lifecycle.ts'
import type { Job } from '#tenants/jobs/schema.ts'
import { Heartbeats } from '#tenants/learning/heartbeats.ts'
import type { attemptPlaces } from '#tenants/media/broker.ts'
import { Deliveries } from '#tenants/media/deliveries.ts'
import { encodeVideoHandler } from '#tenants/media/handlers.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { encodeVideo } from '#tenants/media/jobs.ts'
import { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aFilm, aSchool } from '#tests/setup/kit.ts'
import { until } from '#tests/setup/server.ts'
import { performEncodeVideo } from '#workers/perform/encode-video.ts'
import { requestListener } from './http.ts'
import { Readiness } from './readiness.ts'

let folder: string
let schools: Schools
let server: Server
let port: number
let tenant: Tenant
let other: Tenant
let film: string
let ownerId: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-broker-'))
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  const env = readEnv({ NODE_ENV: 'test', DATA_DIR: folder, PORT: String(port), REDIS_URL: 'redis://127.0.0.1:1' })
  schools = new Schools(env, diskStorage(join(folder, 'files')), log)
  server.on(
    'request',
    requestListener({
      schools,
      heartbeats: new Heartbeats(),
      deliveries: new Deliveries(),
      jobsTrouble: () => undefined,
      loadBuild: () => Promise.reject(new Error('no page is asked for here')),
      assets: (_, __, next) => next(),
      dev: false,
      readiness: new Readiness({ registry: schools.registry, storage: schools.storage, jobsTrouble: () => undefined, log }),
      metrics: undefined,
    }),
  )
  const made = await aSchool(schools, 'one')
  tenant = made.tenant
  ownerId = made.owner.id
  other = (await aSchool(schools, 'two', made.owner)).tenant
  film = await aFilm(folder, { seconds: 7, size: '640x360' })
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  schools.close()
  await rm(folder, { recursive: true, force: true })
})

/** An attempt under way, as the dispatcher hands it over. */
async function underWay(of = tenant): Promise<{ job: Job; assetId: string; token: string; input: ReturnType<typeof attemptPlaces> }> {
  const { id: assetId } = await importFile(of, ownerId, film, 'video')
  const job = await claim(of, [encodeVideo.name])
  if (!job) throw new Error('there is no job to claim')
  const input = encodeVideo.input.parse(await encodeVideoHandler.prepare(of, job.payload, attemptName(job)))
  const token = input.sink.kind === 'broker' ? (input.sink.url.split('/').at(-2) ?? '') : ''
  return { job, assetId, token, input }
}

const at = (token: string, rest: string, school = tenant) => `http://127.0.0.1:${port}/broker/${school.id}/${token}/${rest}`
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')
const wish = (token: string, objects: unknown, school?: Tenant) =>
  fetch(at(token, 'objects', school), { method: 'POST', body: JSON.stringify({ objects }) })
const leave = (token: string, name: string, bytes: Uint8Array<ArrayBuffer>, sum = sha256(bytes)) =>
  fetch(at(token, `objects/${name}`), { method: 'PUT', headers: { 'x-amz-checksum-sha256': sum }, body: bytes })
async function keysBelow(prefix: string, of = tenant): Promise<string[]> {
  const keys = []
  for await (const { key } of of.files.list(prefix)) keys.push(key.slice(prefix.length))
  return keys
}
const give = (job: Job) =>
  failAttempt(tenant, encodeVideoHandler, job, { permanent: true, code: 'jobs.failed', detail: 'the test is done with it' })

test('an attempt without files of this machine makes the same ladder, through links alone', { timeout: 120_000 }, async () => {
  const { job, assetId, input } = await underWay()
  const workDir = join(folder, 'work')
  await mkdir(workDir)
  const run = { workDir, signal: new AbortController().signal, progress: () => undefined }
  const made = await performEncodeVideo(input, run)
  const prefix = `assets/${assetId}/${attemptName(job)}/`
  const there = await keysBelow(prefix)
  const segments = made.renditions.flatMap(({ name, segments: count }) =>
    Array.from({ length: count }, (_, nth) => `${name}/${String(nth).padStart(5, '0')}.ts`),
  )
  const playlists = made.renditions.flatMap(({ name }) => [`${name}/index.m3u8`, `${name}/iframes.m3u8`])
  const pictures = ['poster.jpg', 'storyboard.vtt', 'storyboard-0.jpg']
  expect(there.sort()).toEqual(['master.m3u8', ...pictures, ...playlists, ...segments].sort())
  let bytes = 0
  for await (const { size } of tenant.files.list(prefix)) bytes += size
  expect(bytes).toBe(made.bytes)
  await give(job)
})

test('what was damaged or cut on its way is refused, and nothing of it is kept', async () => {
  const { job, assetId, token } = await underWay()
  const bytes = Buffer.alloc(50_000, 7)
  expect((await leave(token, '360p/00000.ts', bytes, sha256(Buffer.from('other')))).status).toBe(400)
  expect(await keysBelow(`assets/${assetId}/${attemptName(job)}/`)).toEqual([])
  expect((await leave(token, '360p/00000.ts', bytes)).status).toBe(204)
  expect(await keysBelow(`assets/${assetId}/${attemptName(job)}/`)).toEqual(['360p/00000.ts'])
  await give(job)
})

test('an object whose sending outlasts its attempt replaces nothing', async () => {
  const { job, assetId, token } = await underWay()
  const bytes = Buffer.from('#EXTM3U as it was made')
  expect((await leave(token, 'master.m3u8', bytes)).status).toBe(204)
  const late = Buffer.from('#EXTM3U late, after the end')
  let send: (chunk: Uint8Array | undefined) => void = () => undefined
  const answer = new Promise<number | undefined>((resolve, reject) => {
    const headers = { 'x-amz-checksum-sha256': sha256(late), 'content-length': late.length }
    const put = request(at(token, 'objects/master.m3u8'), { method: 'PUT', headers }, (res) => resolve(res.resume().statusCode))
    put.on('error', reject)
    send = (chunk) => (chunk ? put.write(chunk) : put.end(late.subarray(5)))
  })
  send(late.subarray(0, 5))
  await until('the server has begun to take it', async () => (await readdir(join(folder, 'files', '~tmp'))).length > 0)
  await give(job)
  send(undefined)
  expect(await answer).toBe(410)
  for await (const { size } of tenant.files.list(`assets/${assetId}/${attemptName(job)}/`)) expect(size).toBe(bytes.length)
})

test('a token opens its attempt’s own objects, and nothing else', async () => {
  const { job, token, assetId } = await underWay()
  const bytes = Buffer.from('x')
  const good = { name: 'master.m3u8', size: 1, sha256: sha256(bytes) }
  for (const name of ['../source', '../../x.ts', '360p/../../../x.ts', 'source', 'x.html', '/master.m3u8', '360p/1.ts\n', '']) {
    expect((await wish(token, [{ ...good, name }])).status, name).toBe(400)
  }
  for (const objects of [[], Array.from({ length: 101 }, () => good), [{ ...good, size: 0 }], [{ ...good, size: 1e9 }], 'x', null]) {
    expect([400, 413]).toContain((await wish(token, objects)).status)
  }
  expect((await leave(token, '..%2Fsource', bytes)).status).toBe(400)
  expect((await wish(token, [good], other)).status).toBe(403)
  expect((await wish(`${token}x`, [good])).status).toBe(403)
  expect((await wish(tenant.seal('media', { a: assetId, n: attemptName(job), e: Date.now() + 1e6 }), [good])).status).toBe(403)
  expect((await wish(tenant.seal('broker', { a: assetId, n: attemptName(job), e: Date.now() - 1 }), [good])).status).toBe(403)
  expect((await fetch(at(token, 'objects'), { method: 'GET' })).status).toBe(404)
  expect((await fetch(at(token, 'objects/master.m3u8'))).status).toBe(404)
  expect((await wish(token, [good])).status).toBe(200)
  await give(job)
})

test('with its attempt the token ends', async () => {
  const { job, token } = await underWay()
  const good = { name: 'master.m3u8', size: 1, sha256: sha256(Buffer.from('x')) }
  expect((await fetch(at(token, 'source'))).status).toBe(200)
  await give(job)
  expect((await fetch(at(token, 'source'))).status).toBe(410)
  expect((await wish(token, [good])).status).toBe(410)
  expect((await leave(token, 'master.m3u8', Buffer.from('x'))).status).toBe(410)
})

test('on the hosts that people use there is no broker', async () => {
  const { job, token } = await underWay()
  const asked = (host: string) =>
    new Promise<number>((resolve, reject) => {
      const path = `/broker/${tenant.id}/${token}/source`
      request({ host: '127.0.0.1', port, path, headers: { Host: host, Accept: '*/*' } }, (res) => {
        res.resume()
        resolve(res.statusCode ?? 0)
      })
        .on('error', reject)
        .end()
    })
  expect(await asked(`127.0.0.1:${port}`)).toBe(200)
  for (const host of [`localhost:${port}`, `one.localhost:${port}`, `two.localhost:${port}`, 'elsewhere.test'])
    expect(await asked(host), host).not.toBe(200)
  await give(job)
})
