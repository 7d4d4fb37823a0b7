import { join } from 'node:path'
import type { Env } from '#lib/env.ts'
import { diskStorage } from './disk.ts'
import { s3Storage } from './s3.ts'
import type { RootStorage } from './storage.ts'

/** The storage that the environment asks for. Opening a bucket asks it nothing: a store that is away does not keep a server from starting. */
export async function openStorage({ dataDir, s3, edge }: Pick<Env, 'dataDir' | 's3' | 'edge'>): Promise<RootStorage> {
  return s3 ? s3Storage(s3, edge) : diskStorage(join(dataDir, 'files'))
}
