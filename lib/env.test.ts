import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { EnvRefused, readEnv } from './env.ts'

const PUBLIC: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PLATFORM_HOST: 'lectern.example',
  TENANT_DOMAIN: 'lectern-schools.example',
  LECTERN_SECRET: 'a secret of more than thirty-two characters',
}

test('over https the number of proxies in front has to be said, and none is a number', () => {
  expect(() => readEnv(PUBLIC)).toThrow(EnvRefused)
  expect(() => readEnv(PUBLIC)).toThrow(/TRUSTED_PROXIES is missing/)
  expect(() => readEnv({ ...PUBLIC, TRUSTED_PROXIES: '' })).toThrow(/TRUSTED_PROXIES is a number/)
  expect(() => readEnv({ ...PUBLIC, TRUSTED_PROXIES: 'one' })).toThrow(EnvRefused)
  expect(readEnv({ ...PUBLIC, TRUSTED_PROXIES: '0' })).toMatchObject({ scheme: 'https', trustedProxies: 0 })
  expect(readEnv({ ...PUBLIC, TRUSTED_PROXIES: '1' }).trustedProxies).toBe(1)
})

test('on a developer’s machine nobody is in front', () => {
  expect(readEnv({ NODE_ENV: 'development', LECTERN_SECRET: PUBLIC.LECTERN_SECRET })).toMatchObject({ scheme: 'http', trustedProxies: 0 })
})

const BUCKET = { S3_BUCKET: 'media', S3_REGION: 'eu-central-1', S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'secret' }

test('files are in a bucket when all of it is said, on disk when nothing is, and half of it is refused by name', () => {
  const read = (more: Partial<NodeJS.ProcessEnv>) => readEnv({ ...PUBLIC, TRUSTED_PROXIES: '1', ...more }).s3
  expect(read({})).toBeUndefined()
  expect(read({ S3_BUCKET: '' })).toBeUndefined()
  expect(read(BUCKET)).toEqual({
    ...{ endpoint: undefined, bucket: 'media', region: 'eu-central-1', accessKeyId: 'key', secretAccessKey: 'secret', pathStyle: false },
  })
  expect(read({ ...BUCKET, S3_ENDPOINT: 'https://s3.example', S3_PATH_STYLE: '1' })).toMatchObject({
    endpoint: 'https://s3.example',
    pathStyle: true,
  })
  expect(() => read({ ...BUCKET, S3_REGION: '', S3_SECRET_ACCESS_KEY: undefined })).toThrow(/need S3_REGION, S3_SECRET_ACCESS_KEY too/)
  expect(() => read({ S3_ENDPOINT: 'https://s3.example' })).toThrow(/need S3_BUCKET/)
  expect(() => read({ ...BUCKET, S3_ENDPOINT: 's3.example' })).toThrow(/S3_ENDPOINT begins/)
  expect(() => read({ ...BUCKET, S3_PATH_STYLE: 'yes' })).toThrow(/S3_PATH_STYLE/)
  expect(() => read({ ...BUCKET, S3_ENDPOINT: 'http://s3.example' })).toThrow(/must begin with https/)
})

test('machines for workers need their app, an image and Redis, and their app is not the server’s own', () => {
  const needed = { REDIS_URL: 'redis://localhost', FLY_API_TOKEN: 'token', FLY_WORKER_APP: 'workers', FLY_WORKER_IMAGE: 'image' }
  const read = (more: Partial<NodeJS.ProcessEnv>) => readEnv({ NODE_ENV: 'test', ...needed, ...more }).machines
  expect(read({ FLY_API_TOKEN: '' })).toBeUndefined()
  expect(read({})).toMatchObject({ apiUrl: 'https://api.machines.dev', limit: 3, idleMs: 300_000, sizes: [{}, { fromMinutes: 30 }, {}] })
  expect(() => read({ FLY_WORKER_IMAGE: '', REDIS_URL: undefined })).toThrow(/need REDIS_URL, FLY_WORKER_IMAGE too/)
  expect(() => read({ FLY_APP_NAME: 'workers' })).toThrow(/must be another app/)
  expect(() => read({ FLY_API_URL: 'http://api.machines.dev' })).toThrow(/FLY_API_URL/)
  expect(read({ FLY_API_URL: 'http://_api.internal:4280' })?.apiUrl).toBe('http://_api.internal:4280')
  for (const sizes of ['enormous', '30:performance-2x', 'performance-2x,performance-4x', 'shared-cpu-16x', 'a,b,c,d'])
    expect(() => read({ FLY_WORKER_SIZES: sizes }), sizes).toThrow(/FLY_WORKER_SIZES/)
  expect(() => read({ FLY_WORKER_PLANS: 'free:huge' })).toThrow(/FLY_WORKER_PLANS/)
  expect(() => readEnv({ ...PUBLIC, TRUSTED_PROXIES: '1', ...needed })).toThrow(/INTERNAL_URL is missing/)
})

test('an account at Mux is whole or not there, and schools are given to it only where it is', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const account = {
    ...{ MUX_TOKEN_ID: 'id', MUX_TOKEN_SECRET: 'secret', MUX_WEBHOOK_SECRET: 'hook', MUX_SIGNING_KEY_ID: 'key' },
    MUX_SIGNING_PRIVATE_KEY: Buffer.from(pem).toString('base64'),
  }
  const read = (more: Partial<NodeJS.ProcessEnv>) => readEnv({ ...PUBLIC, TRUSTED_PROXIES: '1', ...more })
  expect(read({})).toMatchObject({ mux: undefined, videoBy: 'lectern' })
  expect(read({ ...account, VIDEO_BY: 'mux' })).toMatchObject({
    ...{ videoBy: 'mux', mux: { tokenId: 'id', webhookSecret: 'hook', signingKeyId: 'key', streamUrl: 'https://stream.mux.com' } },
  })
  expect(() => read({ VIDEO_BY: 'mux' })).toThrow(/VIDEO_BY=mux needs an account/)
  expect(() => read({ VIDEO_BY: 'ffmpeg' })).toThrow(/VIDEO_BY is lectern or mux/)
  for (const name of Object.keys(account)) expect(() => read({ ...account, [name]: '' }), name).toThrow(`Mux needs ${name} too`)
  for (const key of [pem, 'nonsense', Buffer.from('nonsense').toString('base64')])
    expect(() => read({ ...account, MUX_SIGNING_PRIVATE_KEY: key }), key).toThrow(/MUX_SIGNING_PRIVATE_KEY is not what Mux gives/)
  // A token goes to nobody else, and a stand-in is for a developer's machine.
  expect(() => read({ ...account, MUX_API_URL: 'http://api.mux.example' })).toThrow(/MUX_API_URL/)
  expect(() => read({ ...account, MUX_STREAM_URL: 'http://127.0.0.1:4000' })).toThrow(/must begin with https/)
  expect(readEnv({ NODE_ENV: 'test', ...account, MUX_API_URL: 'http://127.0.0.1:4000/' }).mux?.apiUrl).toBe('http://127.0.0.1:4000')
})

test('machines that hold the same schools need the same key and a place for files that each reaches', () => {
  const read = (more: Partial<NodeJS.ProcessEnv>) => readEnv({ ...PUBLIC, TRUSTED_PROXIES: '1', ...more }).litefs
  expect(read({})).toBeUndefined()
  expect(() => read({ LITEFS_DIR: '/litefs' })).toThrow(/S3_BUCKET is missing/)
  expect(() => read({ LITEFS_DIR: '/litefs', ...BUCKET, LECTERN_SECRET: undefined })).toThrow(/LECTERN_SECRET is missing/)
  expect(read({ LITEFS_DIR: '/litefs', ...BUCKET })).toEqual({ folder: '/litefs', api: 'http://127.0.0.1:20202' })
  expect(() => read({ LITEFS_DIR: '/litefs', ...BUCKET, LITEFS_URL: 'https://elsewhere.example' })).toThrow(/LITEFS_URL begins with/)
})
