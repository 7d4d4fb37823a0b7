import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diskStorage } from '#integrations/storage/disk.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { Schools } from '#tenants/schools.ts'
import type { Tenant } from '#tenants/tenant.ts'

/** Two schools of one owner, on a real disk. */
export interface TestSchools {
  readonly tenant: Tenant
  readonly other: Tenant
  readonly owner: string
  close(): void
}

export async function openTwoSchools(): Promise<TestSchools> {
  const dataDir = mkdtempSync(join(tmpdir(), 'school-'))
  const schools = new Schools(readEnv({ NODE_ENV: 'test', DATA_DIR: dataDir }), diskStorage(join(dataDir, 'files')), log)
  const device = { userAgent: 'test', address: '127.0.0.1' }
  const { person } = await registerPerson(schools.registry, { email: 'mara@example.com', name: 'Mara', password: 'correct horse' }, device)
  const tenant = await createSchool(schools, { name: 'Madder', slug: 'madder', owner: person })
  const other = await createSchool(schools, { name: 'Weld', slug: 'weld', owner: person })
  return {
    tenant,
    other,
    owner: person.id,
    close() {
      schools.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
