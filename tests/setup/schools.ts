import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskStorage } from '#integrations/storage/disk.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import type { Person } from '#tenants/registry/schema.ts'
import { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'

/** Where a test's people sign in from. */
export const DEVICE = { userAgent: 'vitest', address: '127.0.0.1' } as const

export interface TestSchools {
  readonly schools: Schools
  /** Holds platform.db, the schools' files and their objects; gone after `close`. */
  readonly dir: string
  createOwner(): Promise<Person>
  /** A school with an owner of its own. */
  createTestSchool(slug: string): Promise<Tenant>
  close(): void
}

/** Real files in a folder of their own, as in production; open one a test file and close it after all. */
export function openTestSchools(): TestSchools {
  const dir = mkdtempSync(join(tmpdir(), 'lectern-test-'))
  const schools = new Schools(readEnv({ NODE_ENV: 'test', DATA_DIR: dir }), diskStorage(join(dir, 'files')), log)
  let owners = 0

  async function createOwner(): Promise<Person> {
    const who = { email: `owner-${++owners}@test.example`, name: `Owner ${owners}`, password: 'a long enough password' }
    return (await registerPerson(schools.registry, who, DEVICE)).person
  }

  return {
    schools,
    dir,
    createOwner,
    createTestSchool: async (slug) => createSchool(schools, { name: `School ${slug}`, slug, owner: await createOwner() }),
    close() {
      schools.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
