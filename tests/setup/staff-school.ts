import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { diskStorage } from '#integrations/storage/disk.ts'
import { readEnv } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import { Schools } from '#tenants/schools.ts'

export const DEVICE = { userAgent: 'test', address: '127.0.0.1' }

/** One school in a folder of its own, with its owner; gone when the test ends. */
export async function staffSchool() {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-staff-'))
  const schools = new Schools(readEnv({ NODE_ENV: 'test', DATA_DIR: folder }), diskStorage(join(folder, 'files')), log)
  onTestFinished(() => {
    schools.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { person } = await registerPerson(
    schools.registry,
    { email: 'mara@example.com', name: 'Mara', password: 'indigo in winter' },
    DEVICE,
  )
  const tenant = await createSchool(schools, { name: 'Madder & Weld', slug: 'madder', owner: person })
  return { schools, tenant, actor: person.id }
}
