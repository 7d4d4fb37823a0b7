import { Failure } from '#lib/failure.ts'
import { type Again, prepareAllAgain, whatAgain } from '#tenants/media/prepare-again.ts'
import { bySlug, columns, type Output, print, reasonOf, withSchools } from './output.ts'

interface AgainWish {
  readonly school?: string
  readonly allSchools?: boolean
  readonly olderLadder?: boolean
  readonly dryRun?: boolean
}

/** Has videos that play made once more, in one school or in all of them. */
export const prepareVideosAgain = ({ school, allSchools = false, olderLadder = false, dryRun = false }: AgainWish, output: Output) =>
  withSchools(async (schools) => {
    if ((school === undefined) !== allSchools) throw new NoSchoolNamed()
    const wanted = school === undefined ? schools.registry.list() : [bySlug(schools, school)]
    const all: (Again & { readonly school: string })[] = []
    const failed: { school: string; reason: string }[] = []
    for (const { id, slug } of wanted) {
      try {
        const tenant = schools.openById(id)
        const found = dryRun
          ? tenant.read((db) => whatAgain(db, { olderLadder }))
          : await prepareAllAgain(tenant, 'operator', { olderLadder })
        if (found.videos || found.gone) all.push({ school: slug, ...found })
      } catch (error) {
        // The others are not held up by one.
        failed.push({ school: slug, reason: reasonOf(error) })
      }
    }
    const sum = all.reduce((total, { videos }) => total + videos, 0)
    print(output, { dryRun, olderLadder, schools: all, failed }, () => [
      ...(all.length
        ? columns([
            ['SCHOOL', 'VIDEOS', 'MINUTES', 'WITHOUT SOURCE'],
            ...all.map((one) => [one.school, String(one.videos), String(Math.round(one.seconds / 60)), String(one.gone)]),
          ])
        : []),
      `${sum} ${sum === 1 ? 'video' : 'videos'} ${dryRun ? 'would be' : 'will be'} prepared again, one at a time in a school, after everything that is uploaded.`,
    ])
    for (const one of failed) process.stderr.write(`Not done: ${one.school}: ${one.reason}\n`)
    if (failed.length) process.exitCode = 1
  })

/** For all of them it has to be said. */
class NoSchoolNamed extends Failure {
  constructor() {
    super('media.no_school_named', 400)
  }
}
