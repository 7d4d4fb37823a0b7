import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prefixed } from '#integrations/storage/prefixed.ts'
import { s3Storage } from '#integrations/storage/s3.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { rootPath } from '#lib/paths.ts'
import { assets } from '#tenants/media/schema.ts'
import { beginUpload } from '#tenants/media/upload.ts'
import { Schools } from '#tenants/schools.ts'
import { aSchool } from '#tests/setup/kit.ts'
import { gateway, TestS3 } from '#tests/setup/s3.ts'

// The commands that look into the bucket, as an operator runs them.

const DAY = 86_400_000

const binary = gateway()

if (binary) {
  describe('with files in a bucket', () => {
    let dataDir: string
    let s3: TestS3
    let closed: TestS3
    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'lectern-bucket-'))
      s3 = await TestS3.start(binary, ['http://localhost:3000', 'http://*.localhost:3000'])
      closed = await TestS3.start(binary, ['https://elsewhere.example'])
    })
    afterAll(async () => {
      await s3.remove()
      await closed.remove()
      await rm(dataDir, { recursive: true, force: true })
    })

    const lectern = (env: Record<string, string>, ...args: string[]): Promise<{ code: number | null; json: unknown }> => {
      const child = spawn(rootPath('bin/lectern'), ['--json', ...args], {
        env: { ...process.env, NODE_ENV: 'test', DATA_DIR: dataDir, PORT: '3000', ...env },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString()
      })
      return new Promise((resolve, reject) => {
        child.once('error', reject)
        child.once('close', (code) => resolve({ code, json: out ? JSON.parse(out) : undefined }))
      })
    }
    const finding = (check: string, ok: boolean, found: RegExp) => ({ check, ok, found: expect.stringMatching(found) })

    test('the sweep says what would go before it takes it, and leaves what is young', async () => {
      const storage = await s3Storage(s3.settings)
      const env = readEnv({ NODE_ENV: 'test', DATA_DIR: dataDir, ...s3.env })
      const schools = new Schools(env, storage, log)
      const { tenant, owner } = await aSchool(schools, 'madder')
      const forgotten = { name: 'vat.mp4', size: 3, kind: 'video' as const }
      await beginUpload(tenant, owner.id, forgotten, Date.now() - 8 * DAY)
      await beginUpload(tenant, owner.id, forgotten)
      schools.close()
      // Too young to be swept.
      await storage.put(`schools/${tenant.id}/assets/asset_none/source`, Buffer.from('bytes'))

      const open = () => storage.sweepLitter(0, { now: Date.now() + DAY, dryRun: true })
      const swept = expect.objectContaining({
        ...{
          id: tenant.id,
          slug: 'madder',
          uploads: 1,
          assets: 0,
          orphans: 0,
          bytes: 3,
          trashed: 0,
          deletedSources: 0,
          archivedSources: 0,
        },
        things: [expect.objectContaining({ why: 'upload_abandoned', bytes: 3 })],
      })
      expect(await lectern(s3.env, 'storage', 'sweep', '--dry-run')).toEqual({
        ...{ code: 0, json: { dryRun: true, schools: [swept], litter: 0, failed: [] } },
      })
      expect(await open()).toBe(2)
      expect(await lectern(s3.env, 'storage', 'sweep')).toMatchObject({ code: 0, json: { dryRun: false, schools: [swept] } })
      expect(await open()).toBe(1)
      expect(await prefixed(storage, `schools/${tenant.id}/`).stat('assets/asset_none/source')).toBeDefined()
    })

    test('a school is cloned inside the bucket', async () => {
      const storage = await s3Storage(s3.settings)
      const schools = new Schools(readEnv({ NODE_ENV: 'test', DATA_DIR: dataDir, ...s3.env }), storage, log)
      const { tenant } = await aSchool(schools, 'weld')
      const key = 'assets/film/source'
      await tenant.files.put(key, Buffer.from('film as uploaded'))
      const film = { id: 'film', kind: 'video' as const, state: 'failed' as const, name: 'film', size: 16, createdBy: 'p', createdAt: 1 }
      await tenant.transact(
        (tx) =>
          void tx
            .insert(assets)
            .values({ ...film, sourceKey: key })
            .run(),
      )
      schools.close()
      const { code, json } = await lectern(s3.env, 'tenants', 'clone', 'weld', 'weld-copy')
      expect({ code, json }).toMatchObject({ code: 0, json: { objects: 1, bytes: 16, missing: 0 } })
      expect(await storage.stat(`schools/${(json as { id: string }).id}/${key}`)).toMatchObject({ size: 16 })
    })

    test('the doctor finds a bucket well that keeps objects, refuses damaged parts and lets the right pages in', async () => {
      const { code, json } = await lectern(s3.env, 'doctor')
      expect(json).toMatchObject({ ok: true })
      expect(json).toMatchObject({
        findings: expect.arrayContaining([
          finding('bucket', true, /put, read and deleted/),
          finding('bucket: uploads', true, /refuses damaged ones/),
          finding('bucket: dashboard', true, /http:\/\/localhost:3000 may PUT/),
          finding('bucket: schools', true, /localhost:3000 may GET/),
          finding('stray objects', true, /none/),
        ]),
      })
      expect(code).toBe(0)
      const left: string[] = []
      for await (const { key } of (await s3Storage(s3.settings)).list('doctor/')) left.push(key)
      expect(left).toEqual([])
    })

    test('the doctor names a bucket that is not there, keeps out the pages, or holds what no school has', async () => {
      await (await s3Storage(closed.settings)).put('schools/nobody/assets/a/source', Buffer.from('x'))
      const shut = await lectern(closed.env, 'doctor')
      expect(shut).toMatchObject({
        code: 1,
        json: {
          findings: expect.arrayContaining([
            finding('bucket', true, /put/),
            finding('bucket: dashboard', false, /CORS rules do not let pages of http:\/\/localhost:3000 PUT/),
            finding('bucket: schools', false, /CORS rules do not let pages of http:\/\/.*localhost:3000 GET/),
            finding('stray objects', false, /schools\/nobody\//),
          ]),
        },
      })
      const none = await lectern({ ...s3.env, S3_BUCKET: 'no-such-bucket' }, 'doctor')
      expect(none).toMatchObject({
        code: 1,
        json: { findings: expect.arrayContaining([finding('bucket', false, /bucket does not exist/)]) },
      })
    })
  })
}
