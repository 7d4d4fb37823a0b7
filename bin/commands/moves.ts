import { resolve } from 'node:path'
import { exportSchool } from '#tenants/moves/export-school.ts'
import { importSchool } from '#tenants/moves/import-school.ts'
import { bySlug, bytes, type Output, print, withSchools } from './output.ts'
import { type Owner, ownerFor } from './tenants.ts'

export const exportTenant = (slug: string, folder: string, output: Output) =>
  withSchools(async (schools) => {
    const school = bySlug(schools, slug)
    const into = resolve(folder)
    const brought = await exportSchool(schools, school.id, into)
    print(output, { id: school.id, slug, folder: into, ...brought }, () => [
      `${school.name} is in ${into}, with ${brought.objects} objects of media, ${bytes(brought.bytes)}.`,
      ...(brought.missing ? [`${brought.missing} that the school names are not in storage, and so not in the export either.`] : []),
      'What changes here from now on is not in it.',
    ])
  })

export interface ImportOptions extends Owner {
  readonly slug?: string
}

export const importTenant = (folder: string, options: ImportOptions, output: Output) =>
  withSchools(
    async (schools) => {
      const owner = await ownerFor(schools, options)
      const { tenant, ...brought } = await importSchool(schools, resolve(folder), { slug: options.slug, ownerId: owner.id })
      const address = tenant.url('/')
      print(output, { id: tenant.id, slug: tenant.slug, address, ...brought }, () => [
        `${tenant.slug} is open: ${address}`,
        `All checksums hold: ${brought.objects} objects of media, ${bytes(brought.bytes)}. The export’s signature is another installation’s and was not checked.`,
      ])
    },
    { mayBegin: true },
  )
