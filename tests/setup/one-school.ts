import { onTestFinished } from 'vitest'
import { temporarySchools } from './kit.ts'

/** One school with its owner, in a folder of its own; gone when the test ends. */
export async function oneSchool(env: Readonly<Record<string, string>> = {}) {
  const all = await temporarySchools(env)
  onTestFinished(() => all.close())
  return { schools: all.schools, tenant: await all.school('madder'), actor: all.owner.id }
}
