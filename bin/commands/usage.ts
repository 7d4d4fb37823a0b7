import { monthOf, type Usage, usageIn } from '#tenants/media/usage.ts'
import { bytes, columns, type Output, print, reasonOf, withSchools } from './output.ts'

interface UsageWish {
  readonly month?: string
  readonly csv?: boolean
}

type Used = Usage & { readonly school: string }

/** What every school used in one month; those that used nothing are named too. */
export const showUsage = ({ month = monthOf(Date.now()), csv = false }: UsageWish, output: Output) =>
  withSchools((schools) => {
    const used: Used[] = []
    const failed: string[] = []
    for (const { id, slug } of schools.registry.list()) {
      try {
        used.push({ school: slug, ...schools.openById(id).read((db) => usageIn(db, month, Date.now())) })
      } catch (error) {
        failed.push(`${slug}: ${reasonOf(error)}`)
      }
    }
    print(output, { month, schools: used }, () => (csv ? sheet(used) : table(used)))
    for (const one of failed) process.stderr.write(`Not read: ${one}\n`)
    if (failed.length) process.exitCode = 1
  })

const minutes = (seconds: number) => (seconds / 60).toFixed(1)

const table = (used: readonly Used[]): string[] =>
  columns([
    ['SCHOOL', 'ENCODED MIN', 'STORED MIN', 'SOURCES', 'ARCHIVED', 'PREPARED', 'OTHER', 'DELIVERED'],
    ...used.map((one) => [
      one.school,
      minutes(one.encodedSeconds),
      minutes(one.storedSeconds),
      ...[one.sourceBytes, one.archivedBytes, one.outputBytes, one.otherBytes, one.deliveredBytes].map(bytes),
    ]),
  ])

/** Slugs, months and numbers: nothing in it needs quoting. */
const sheet = (used: readonly Used[]): string[] => [
  'school,month,encoded_minutes,stored_minutes,source_bytes,archived_bytes,prepared_bytes,other_bytes,delivered_bytes',
  ...used.map((one) =>
    [
      ...[one.school, one.month, minutes(one.encodedSeconds), minutes(one.storedSeconds)],
      ...[one.sourceBytes, one.archivedBytes, one.outputBytes, one.otherBytes, one.deliveredBytes],
    ].join(','),
  ),
]
