import { Failure } from '#lib/failure.ts'
import { backUpSchool } from '#tenants/backups/back-up.ts'
import type { Difference } from '#tenants/backups/differences.ts'
import { verifyBackup } from '#tenants/backups/fetch-backup.ts'
import { listKept } from '#tenants/backups/kept-files.ts'
import { findBackup, listBackups, type Wanted } from '#tenants/backups/list-backups.ts'
import type { Manifest } from '#tenants/backups/manifest.ts'
import { type Restored, restoreSchool } from '#tenants/backups/restore-school.ts'
import { schoolShelf } from '#tenants/backups/shelf.ts'
import { bySlug, bytes, columns, date, type Output, print, reasonOf, withSchools } from './output.ts'

export const backupTenants = (slug: string | undefined, options: { all?: boolean }, output: Output) =>
  withSchools(async (schools) => {
    if ((slug === undefined) === !options.all) throw new WhichSchool()
    const wanted = slug === undefined ? schools.registry.list() : [bySlug(schools, slug)]
    const made: Manifest[] = []
    const failed: { slug: string; error: string }[] = []
    for (const school of wanted) {
      try {
        made.push(await backUpSchool(schools, school.id))
      } catch (error) {
        // Of all schools one that is damaged holds up no other.
        if (slug !== undefined) throw error
        failed.push({ slug: school.slug, error: reasonOf(error) })
      }
    }
    print(output, options.all ? { backups: made, failed } : made[0], () => [
      ...made.map(sayMade),
      ...failed.map((one) => `${one.slug} could not be backed up: ${one.error}`),
    ])
    if (failed.length) process.exitCode = 1
  })

export const sayMade = (one: Manifest): string =>
  `${one.slug} is backed up as ${one.name}: ${bytes(one.bytes)}, packed ${bytes(one.packedBytes)}, ${rowsIn(one)} rows.`

const rowsIn = ({ rows }: Manifest): number => Object.values(rows).reduce((sum, n) => sum + n, 0)

export const listTenantBackups = (slug: string, output: Output) =>
  withSchools(async (schools) => {
    const school = bySlug(schools, slug)
    const backups = await listBackups(schoolShelf(schools.env, schools.storage, school.id))
    const kept = (await listKept(schools.env)).filter((one) => one.of === school.id)
    print(output, { backups, kept }, () => [
      ...(backups.length
        ? columns([['BACKUP', 'OF', 'PACKED'], ...backups.map((one) => [one.name, date(one.at), bytes(one.packedBytes)])])
        : [`No backups yet. Make one: bin/lectern tenants backup ${slug}`]),
      ...kept.map((one) => `Kept from before the restore of ${date(one.at)}: ${one.path}, ${bytes(one.bytes)}`),
    ])
  })

export const verifyTenant = (slug: string, name: string | undefined, output: Output) =>
  withSchools(async (schools) => {
    const shelf = schoolShelf(schools.env, schools.storage, bySlug(schools, slug).id)
    const manifest = await verifyBackup(shelf, await findBackup(shelf, wantedOf({ backup: name })))
    print(output, manifest, () => [sayWhole(manifest)])
  })

export const sayWhole = (one: Manifest): string =>
  `${one.name} is whole: signature, checksums, ${rowsIn(one)} rows and SQLite’s own check hold. It is of ${date(one.at)}.`

export interface RestoreOptions {
  readonly at?: number
  readonly backup?: string
  readonly dryRun?: boolean
  readonly yes?: string
}

/** Without --yes it says what would change and does nothing. */
export const restoreTenant = (slug: string, options: RestoreOptions, output: Output) =>
  withSchools(async (schools) => {
    const school = bySlug(schools, slug)
    if (options.yes !== undefined && options.yes !== slug) throw new RestoreNotConfirmed()
    const dryRun = options.dryRun === true || options.yes === undefined
    const restored = await restoreSchool(schools, school.id, wantedOf(options), { dryRun })
    print(output, restored, () => sayRestored(restored, `bin/lectern tenants restore ${slug} --yes ${slug}`))
    if (dryRun && !options.dryRun) process.exitCode = 1
  })

export function sayRestored({ done, manifest, differences, kept }: Restored, command: string): string[] {
  return [
    `${manifest.slug} as it was at ${date(manifest.at)} (${manifest.name}), against what is there now:`,
    ...(differences === null ? ['  The file in use cannot be read, so nothing can be compared.'] : sayDifferences(differences)),
    done
      ? `Restored. ${kept ? `What was there before is kept for 30 days: ${kept}` : 'There was no file before.'}`
      : `Nothing was changed. To restore: ${command} --backup ${manifest.name}`,
  ]
}

function sayDifferences(differences: readonly Difference[]): string[] {
  if (!differences.length) return ['  Nothing differs.']
  const rows = differences.map((one) => [one.subject, ...[one.added, one.removed, one.changed].map(String)])
  return columns([['SUBJECT', 'COME BACK', 'GO', 'CHANGE'], ...rows]).map((line) => `  ${line}`)
}

export const wantedOf = ({ at, backup }: Pick<RestoreOptions, 'at' | 'backup'>): Wanted =>
  backup !== undefined ? { name: backup } : at !== undefined ? { notAfter: at } : 'last'

export class RestoreNotConfirmed extends Failure {
  constructor() {
    super('backups.not_confirmed', 400)
  }
}

class WhichSchool extends Failure {
  constructor() {
    super('backups.which_school', 400)
  }
}
