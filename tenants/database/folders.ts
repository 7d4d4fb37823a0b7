import { join } from 'node:path'
import type { Env } from '#lib/env.ts'

type Place = Pick<Env, 'dataDir' | 'litefs'>

export const REGISTRY_FILE = 'platform.db'

export const registryFile = ({ dataDir, litefs }: Place): string => join(litefs?.folder ?? dataDir, REGISTRY_FILE)

/** LiteFS has one flat folder: there the registry lies beside the schools. */
export const schoolsFolder = ({ dataDir, litefs }: Place): string => litefs?.folder ?? join(dataDir, 'schools')
