import { sweepSchools } from '#workers/sweep.ts'
import { bytes, columns, type Output, print, withSchools } from './output.ts'

export const sweepStorage = ({ dryRun = false }: { dryRun?: boolean }, output: Output) =>
  withSchools(async (schools) => {
    const report = await sweepSchools(schools, { dryRun })
    print(output, { dryRun, ...report }, () => [
      ...(report.schools.length
        ? columns([
            ['SCHOOL', 'UPLOADS', 'FILES', 'ORPHANS', 'TRASH', 'BYTES'],
            ...report.schools.map((one) => [
              one.slug,
              String(one.uploads),
              String(one.assets),
              String(one.orphans),
              String(one.trashed),
              bytes(one.bytes),
            ]),
          ])
        : []),
      `${dryRun ? 'Would remove' : 'Removed'} ${report.litter} unfinished pieces inside the storage.`,
      ...report.failed.map((slug) => `${slug} could not be swept.`),
    ])
    if (report.failed.length) process.exitCode = 1
  })
