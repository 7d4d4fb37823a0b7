import { join } from 'node:path'
import { prefixed } from '#integrations/storage/prefixed.ts'
import type { RootStorage, Storage } from '#integrations/storage/storage.ts'
import { deriveKey } from '#lib/crypto.ts'
import type { Env } from '#lib/env.ts'

/** Which migrations a file follows. */
export type FileKind = 'tenant' | 'platform'

/**
 * Where the backups of one file are. A school's own objects lie below `schools/<id>/`, and no handle of a school reaches
 * `backups/`: neither its staff nor its deletion touches them.
 */
export interface Shelf {
  /** The school's id, or `platform`. */
  readonly of: string
  readonly kind: FileKind
  readonly objects: Storage
  /** Signs manifests of this shelf alone. */
  readonly key: Buffer
  /** For what is unpacked and compared, on the disk of the data folder. */
  readonly workDir: string
}

type Vault = Pick<Env, 'secret' | 'dataDir'>

export const SCHOOL_SHELVES = 'backups/schools/'
const PLATFORM_SHELF = 'backups/platform/'

export const workFolder = (dataDir: string): string => join(dataDir, 'backups', 'work')

export const schoolShelf = (env: Vault, storage: RootStorage, schoolId: string): Shelf => ({
  of: schoolId,
  kind: 'tenant',
  objects: prefixed(storage, `${SCHOOL_SHELVES}${schoolId}/`),
  key: deriveKey(env.secret, 'backup', schoolId),
  workDir: workFolder(env.dataDir),
})

export const platformShelf = (env: Vault, storage: RootStorage): Shelf => ({
  of: 'platform',
  kind: 'platform',
  objects: prefixed(storage, PLATFORM_SHELF),
  key: deriveKey(env.secret, 'backup', 'platform'),
  workDir: workFolder(env.dataDir),
})
