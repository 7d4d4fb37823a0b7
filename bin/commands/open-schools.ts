import { existsSync } from 'node:fs'
import type { RootStorage } from '#integrations/storage/storage.ts'
import type { Env } from '#lib/env.ts'
import { Failure } from '#lib/failure.ts'
import { log } from '#lib/log.ts'
import { isBroken } from '#tenants/database/connection.ts'
import { registryFile } from '#tenants/database/folders.ts'
import { litefsNow } from '#tenants/database/litefs.ts'
import { Schools } from '#tenants/schools.ts'

/** The data folder has no platform.db, so nobody has begun there: most likely it is the wrong one. */
export class NothingHere extends Failure {
  constructor(folder: string) {
    super('registry.nothing_here', 404, { folder })
  }
}

/** platform.db is there and cannot be read. */
export class RegistryBroken extends Failure {
  constructor(readonly found: string) {
    super('registry.broken', 503, { found })
  }
}

/**
 * The schools of the data folder. Only what an empty installation starts with may begin one: a mistyped folder stays as it is.
 * @throws NothingHere, RegistryBroken
 */
export function openSchools(env: Env, storage: RootStorage, { mayBegin = false } = {}): Schools {
  if (!mayBegin && !existsSync(registryFile(env))) throw new NothingHere(env.dataDir)
  try {
    return new Schools(env, storage, log, env.litefs && litefsNow(env.litefs.folder))
  } catch (error) {
    throw isBroken(error) && error instanceof Error ? new RegistryBroken(error.message) : error
  }
}
