import { onTestFinished } from 'vitest'
import { temporarySchools } from './kit.ts'

/** One school with its owner, in a folder of its own; gone when the test ends. */
export async function oneSchool() {
  const all = await temporarySchools()
  onTestFinished(() => all.close())
  return { schools: all.schools, tenant: await all.school('madder'), actor: all.owner.id }
}
