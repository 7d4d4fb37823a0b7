import { createInterface } from 'node:readline/promises'
import { Failure } from '#lib/failure.ts'
import { migrateSchools } from '#tenants/database/migrate-schools.ts'
import { hasAtMux, keepAtMux } from '#tenants/media/mux/keep-at-mux.ts'
import { MIN_PASSWORD } from '#tenants/people/passwords.ts'
import { createSchool } from '#tenants/registry/create-school.ts'
import { destroySchool } from '#tenants/registry/destroy-school.ts'
import { personByEmail, registerPerson } from '#tenants/registry/people.ts'
import { endQuarantine } from '#tenants/registry/quarantine.ts'
import type { Person } from '#tenants/registry/schema.ts'
import { type Contents, reportSchool } from '#tenants/registry/school-report.ts'
import type { Schools } from '#tenants/schools.ts'
import { bySlug, bytes, columns, date, type Output, print, withSchools } from './output.ts'
import { Progress } from './progress.ts'

export const listTenants = (output: Output) =>
  withSchools((schools) => {
    const all = schools.registry.list().map((school) => ({ ...school, address: schools.siteOf(school) }))
    print(output, all, () =>
      all.length
        ? columns([
            ['SLUG', 'NAME', 'PLAN', 'STATE', 'CREATED', 'ADDRESS'],
            ...all.map((one) => [one.slug, one.name, one.plan, stateOf(one), date(one.createdAt), one.address]),
          ])
        : ['No schools yet. Make one: bin/lectern tenants create <slug> --name <name> --owner <email>'],
    )
  })

function stateOf({ suspendedAt, quarantinedAt }: { suspendedAt: number | null; quarantinedAt: number | null }): string {
  if (quarantinedAt !== null) return `quarantined since ${date(quarantinedAt)}`
  return suspendedAt === null ? 'open' : `suspended since ${date(suspendedAt)}`
}

export const showTenant = (slug: string, output: Output) =>
  withSchools((schools) => {
    const report = reportSchool(schools, bySlug(schools, slug))
    print(output, report, () => [
      ...columns([
        ['Name', report.name],
        ['Address', report.address],
        ...report.domains.map((host) => ['Domain', host]),
        ['File', `${report.id}.db  ${bytes(report.fileBytes)}  schema ${report.schema}`],
        ['Plan', report.plan],
        ['State', stateOf(report)],
        ['Created', date(report.createdAt)],
        ...(report.inside
          ? contentRows(report.inside)
          : [['Holds', report.unread ?? `${report.behind} migrations behind: bin/lectern tenants migrate ${report.slug}`]]),
        ...report.staff.map((one) => [one.role, `${one.name} <${one.email}>`]),
      ]),
    ])
  })

export const reopenTenant = (slug: string, output: Output) =>
  withSchools((schools) => {
    const school = bySlug(schools, slug)
    endQuarantine(schools, school)
    print(output, { id: school.id, slug, open: true }, () => [`${school.name} is whole and open again: ${schools.siteOf(school)}`])
  })

const contentRows = (inside: Contents): string[][] => [
  ['Media', bytes(inside.mediaBytes)],
  ['Courses', String(inside.courses)],
  ['Students', String(inside.students)],
  ['Jobs', `${inside.openJobs} open, ${inside.failedJobs} failed`],
]

export const createTenant = (slug: string, options: { name: string; owner: string; ownerName?: string }, output: Output) =>
  withSchools(
    async (schools) => {
      const owner = await ownerFor(schools, options)
      const tenant = await createSchool(schools, { name: options.name, slug, owner })
      print(output, { id: tenant.id, slug, address: tenant.url('/') }, () => [`${options.name} is open: ${tenant.url('/')}`])
    },
    { mayBegin: true },
  )

/** The person with this e-mail, who gets an account when there is none. */
export const ownerFor = async (schools: Schools, options: Owner): Promise<Person> =>
  personByEmail(schools.registry, options.owner) ?? (await newOwner(schools, options))

export interface Owner {
  readonly owner: string
  readonly ownerName?: string
}

async function newOwner(schools: Schools, options: Owner): Promise<Person> {
  const lines = createInterface({ input: process.stdin })
  if (process.stdin.isTTY) process.stderr.write(`Password for ${options.owner} (at least ${MIN_PASSWORD} characters): `)
  const { value } = await lines[Symbol.asyncIterator]().next()
  lines.close()
  const password = typeof value === 'string' ? value.trim() : ''
  if (password.length < MIN_PASSWORD) throw new PasswordTooShort()
  const { person } = await registerPerson(
    schools.registry,
    { email: options.owner, name: options.ownerName ?? options.owner.split('@')[0] ?? options.owner, password },
    { userAgent: 'bin/lectern', address: '' },
  )
  return person
}

class PasswordTooShort extends Failure {
  constructor() {
    super('people.password_short', 400)
  }
}

export const migrateTenants = (slug: string | undefined, output: Output) =>
  withSchools(async (schools) => {
    // What is damaged may not stop the others as their canary.
    const wanted = slug === undefined ? schools.registry.list().filter((one) => one.quarantinedAt === null) : [bySlug(schools, slug)]
    const names = new Map(wanted.map((school) => [school.id, school.slug]))
    const progress = new Progress(names.size)
    const outcomes = await migrateSchools(schools.pool, [...names.keys()], (outcome) => {
      const note = outcome.error ?? (outcome.applied.length ? outcome.applied.join(', ') : undefined)
      progress.step(names.get(outcome.id) ?? outcome.id, note)
    })
    progress.end()
    const failed = outcomes.filter((one) => one.error !== undefined)
    print(output, { schools: names.size, outcomes }, () => [
      failed.length
        ? `${failed.length} failed; ${names.size - outcomes.length} not tried. They answer 503 until they are migrated: mend them and run this again.`
        : `${outcomes.filter((one) => one.applied.length).length} migrated, ${outcomes.filter((one) => !one.applied.length).length} were up to date.`,
    ])
    if (failed.length || outcomes.length < names.size) process.exitCode = 1
  })

export const deleteTenant = (slug: string, options: { yes: string; atMux?: 'keep' | 'delete' }, output: Output) =>
  withSchools(async (schools) => {
    const school = bySlug(schools, slug)
    if (options.yes !== slug) throw new NotConfirmed()
    // A school that was moved to another installation plays there what it has at Mux.
    if (options.atMux === 'keep') await keepAtMux(schools.handleFor(school))
    else if (options.atMux === undefined && hasAtMux(schools.handleFor(school))) throw new MuxUndecided()
    await destroySchool(schools, school.id)
    print(output, { id: school.id, slug, deleted: true }, () => [
      `${school.name} is gone. ${schools.originOf(slug)} will not be given out again.`,
    ])
  })

class MuxUndecided extends Failure {
  constructor() {
    super('school.mux_undecided', 400)
  }
}

class NotConfirmed extends Failure {
  constructor() {
    super('school.not_confirmed', 400)
  }
}
