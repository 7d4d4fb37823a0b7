import { cloneSchool } from '#tenants/clones/clone-school.ts'
import { bySlug, bytes, type Output, print, withSchools } from './output.ts'

export interface CloneOptions {
  readonly name?: string
}

const COPY = ' (copy)'
const LONGEST_NAME = 80

export const cloneTenant = (slug: string, newSlug: string, { name }: CloneOptions, output: Output) =>
  withSchools(async (schools) => {
    const original = bySlug(schools, slug)
    const wanted = { slug: newSlug, name: name ?? original.name.slice(0, LONGEST_NAME - COPY.length) + COPY }
    const { tenant, ...cloned } = await cloneSchool(schools, original.id, wanted)
    const address = tenant.url('/')
    print(output, { id: tenant.id, slug: newSlug, name: wanted.name, address, of: original.id, ...cloned }, () => [
      `${wanted.name} is open: ${address}`,
      `It is made of the backup ${cloned.backup}, with ${cloned.objects} objects of media, ${bytes(cloned.bytes)}.`,
      ...(cloned.missing ? [`${cloned.missing} that the school names are not in storage, and so not in the copy either.`] : []),
      'Students’ accounts and progress are in it, with the same passwords; nobody is signed in. Codes nobody has used are not in it.',
    ])
  })
