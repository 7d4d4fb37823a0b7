import type { SweptThing, SweptWhy } from '#tenants/media/swept.ts'
import { type SchoolSwept, sweepSchools } from '#workers/sweep.ts'
import { bySlug, bytes, columns, date, type Output, print, withSchools } from './output.ts'

const WHY: Readonly<Record<SweptWhy, string>> = {
  upload_abandoned: 'never finished',
  file_unused: 'nothing refers to it',
  no_file: 'no row knows the file',
  no_attempt: 'no row knows the attempt',
  output_outlived: 'made again since',
  source_deleted: 'source: deleted by rule',
  source_archived: 'source: moved to the cheaper class',
}

interface SweepWish {
  readonly dryRun?: boolean
  readonly school?: string
}

export const sweepStorage = ({ dryRun = false, school }: SweepWish, output: Output) =>
  withSchools(async (schools) => {
    const only = school === undefined ? undefined : bySlug(schools, school).id
    const report = await sweepSchools(schools, { dryRun, only })
    print(output, { dryRun, ...report }, () => [
      ...report.schools.flatMap(linesOf),
      ...(report.schools.length ? [] : ['Nothing to sweep in the schools.']),
      ...(only === undefined ? [`${dryRun ? 'Would remove' : 'Removed'} ${report.litter} unfinished pieces inside the storage.`] : []),
      `${dryRun ? 'Would free' : 'Freed'} ${bytes(report.schools.reduce((sum, one) => sum + one.bytes, 0))}.`,
      ...report.failed.map((slug) => `${slug} could not be swept.`),
    ])
    if (report.failed.length) process.exitCode = 1
  })

const linesOf = ({ slug, things, trashed }: SchoolSwept): string[] => [
  `${slug}${trashed ? `  ${trashed} out of the trash` : ''}`,
  ...columns([['  WHY', 'SINCE', 'BYTES', 'OBJECTS', 'KEY', 'FILE'], ...things.map(row)]),
]

const row = ({ why, since, bytes: size, objects, key, name }: SweptThing): string[] => [
  `  ${WHY[why]}`,
  date(since),
  bytes(size),
  String(objects),
  key,
  name?.slice(0, 40) ?? '',
]
