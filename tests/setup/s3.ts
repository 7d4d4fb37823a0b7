import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { CreateBucketCommand, PutBucketCorsCommand } from '@aws-sdk/client-s3'
import { bucketOf } from '#integrations/storage/s3-bucket.ts'
import type { S3Env } from '#lib/storage-env.ts'
import { freePort, until } from './server.ts'

/** The rule of the runbook. */
const corsRule = (origins: string[]) => ({
  ...{ AllowedOrigins: origins, AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'] },
  ...{ ExposeHeaders: ['Retry-After'], MaxAgeSeconds: 3600 },
})

/** Versity's gateway over a folder: a real S3 that checks signatures, checksums and preflights. */
export class TestS3 {
  #child: ChildProcess | undefined

  private constructor(
    readonly settings: S3Env,
    private readonly folder: string,
  ) {}

  /** @param cors origins whose pages may reach the bucket */
  static async start(binary: string, cors: string[] = []): Promise<TestS3> {
    const folder = await mkdtemp(join(tmpdir(), 'lectern-s3-'))
    const port = await freePort()
    const settings = settingsFor(`http://127.0.0.1:${port}`, 'test-key', 'test-secret')
    const s3 = new TestS3(settings, folder)
    for (const name of ['objects', 'sidecar']) mkdirSync(join(folder, name))
    const keys = ['--access', settings.accessKeyId, '--secret', settings.secretAccessKey]
    const place = ['posix', '--sidecar', join(folder, 'sidecar'), join(folder, 'objects')]
    s3.#child = spawn(binary, ['--quiet', '--keep-alive', ...keys, '--port', `127.0.0.1:${port}`, ...place], { stdio: 'ignore' })
    await until('the gateway listens', () => answers(`http://127.0.0.1:${port}/`))
    await makeBucket(settings, cors)
    return s3
  }

  get origin(): string {
    return this.settings.endpoint ?? ''
  }

  /** For a server process, or a command, that keeps its files here. */
  get env(): Record<string, string> {
    const { endpoint = '', bucket, region, accessKeyId, secretAccessKey } = this.settings
    return {
      ...{ S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, S3_PATH_STYLE: '1' },
      ...{ S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
    }
  }

  async remove(): Promise<void> {
    const child = this.#child
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    }
    await rm(this.folder, { recursive: true, force: true })
  }
}

export function settingsFor(endpoint: string, accessKeyId: string, secretAccessKey: string): S3Env {
  return { endpoint, bucket: 'lectern-test', region: 'us-east-1', accessKeyId, secretAccessKey, pathStyle: true }
}

export async function makeBucket(settings: S3Env, cors: string[] = []): Promise<void> {
  const { client, name: Bucket } = bucketOf(settings)
  await client.send(new CreateBucketCommand({ Bucket }))
  if (cors.length) await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [corsRule(cors)] } }))
  client.destroy()
}

/** Where the gateway is; bin/test builds it where Go is. Undefined, and one line that says so, where it is not. */
export function gateway(): string | undefined {
  const found = onPath('versitygw')
  if (!found) process.stderr.write('No versitygw: what only it checks of S3 (parts, their checksums, CORS) is not tested here.\n')
  return found
}

function onPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), process.env.GOBIN ?? '', join(homedir(), 'go', 'bin')]
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )
