import { addDomain, domainsOf, removeDomain } from '#tenants/registry/domains.ts'
import { bySlug, columns, date, type Output, print, withSchools } from './output.ts'

const DEVICE = { userAgent: 'bin/lectern', address: '' }

export const listDomains = (slug: string, output: Output) =>
  withSchools((schools) => {
    const school = bySlug(schools, slug)
    const all = schools.registry.read((db) => domainsOf(db, school.id))
    print(output, all, () =>
      all.length
        ? columns([
            ['DOMAIN', 'LINKS', 'SINCE'],
            ...all.map((one) => [one.host, one.canonical ? 'lead here' : 'lead on', date(one.addedAt)]),
          ])
        : [`${school.name} has no domain of its own: ${schools.siteOf(school)}`],
    )
  })

export const addOneDomain = (slug: string, host: string, options: { canonical?: boolean }, output: Output) =>
  withSchools(async (schools) => {
    const school = bySlug(schools, slug)
    const domain = await addDomain(schools, school, host, { isCanonical: options.canonical === true, device: DEVICE })
    const address = schools.siteOf(school)
    print(output, { ...domain, address }, () => [
      `${school.name} is at ${domain.host}, and its links lead to ${address}.`,
      'It is found there once DNS leads here and the address has a certificate: docs/runbooks/domains.md.',
    ])
  })

export const removeOneDomain = (slug: string, host: string, output: Output) =>
  withSchools(async (schools) => {
    const school = bySlug(schools, slug)
    await removeDomain(schools, school, host, DEVICE)
    const address = schools.siteOf(school)
    print(output, { host, address }, () => [`${school.name} is not at ${host} any more. Its links lead to ${address}.`])
  })
