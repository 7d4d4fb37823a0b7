import type { Reading } from '#tenants/database/handle.ts'
import { lookInto } from '#tenants/database/look-into.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import { FAILED, type JobState, jobsIn, OPEN } from '#tenants/jobs/list-jobs.ts'
import { cancelJob, retryJob } from '#tenants/jobs/manage-job.ts'
import type { Job } from '#tenants/jobs/schema.ts'
import { assetById } from '#tenants/media/asset.ts'
import { bySlug, columns, date, type Output, print, reasonOf, withSchools } from './output.ts'

/** Who acts from the command line, as events name it. */
const OPERATOR = 'operator'

export const listJobs = (options: { school?: string; state?: JobState; limit: number }, output: Output) =>
  withSchools((schools) => {
    const wanted = options.school === undefined ? schools.registry.list() : [bySlug(schools, options.school)]
    // Done ones only when they are asked for: they are the most, and nobody looks for them.
    const lists = options.state ? [[options.state]] : [OPEN, FAILED]
    const readable = wanted.filter((school) => school.quarantinedAt === null)
    const unread: string[] = []
    const all = readable.flatMap((school) => {
      try {
        // One that is behind may lack what is asked for; `tenants list` and the doctor name it.
        return lookInto(schools.pool.path(school.id), (db, lacks) =>
          lacks ? [] : lists.flatMap((states) => jobsIn(db, states, { limit: options.limit })).map((job) => listed(db, school.slug, job)),
        )
      } catch (error) {
        // The jobs of the others are listed all the same.
        unread.push(`${school.slug}: ${reasonOf(error)}`)
        return []
      }
    })
    print(output, all, () => [
      ...(all.length
        ? columns([['SCHOOL', 'JOB', 'KIND', 'OF', 'STATE', 'DONE', 'TRY', 'MADE', 'REASON'], ...all.map(row)])
        : ['No jobs wait, run or failed.']),
    ])
    for (const one of unread) process.stderr.write(`Not read: ${one}\n`)
    if (unread.length) process.exitCode = 1
  })

type Listed = Job & { readonly school: string; readonly file: string | null }

/** With the name of the file it is about, by which people know it. */
const listed = (db: Reading, school: string, job: Job): Listed => ({
  school,
  file: assetById(db, job.subject)?.name ?? null,
  ...job,
})

const row = (job: Listed): string[] => [
  job.school,
  job.id,
  job.kind,
  job.file?.slice(0, 40) ?? '',
  job.state,
  job.state === 'running' ? `${Math.round(job.progress * 100)} %` : '',
  String(job.attempt),
  date(job.createdAt),
  job.state === 'done' ? '' : [job.reason, job.reasonDetail?.split('\n', 1)[0]?.slice(0, 80)].filter(Boolean).join(': '),
]

export const retryOne = (slug: string, id: string, output: Output) =>
  withSchools(async (schools) => {
    await retryJob(schools.openById(bySlug(schools, slug).id), handlers, OPERATOR, id)
    print(output, { id, state: 'waiting' }, () => [`${id} waits to be tried again.`])
  })

export const cancelOne = (slug: string, id: string, output: Output) =>
  withSchools(async (schools) => {
    await cancelJob(schools.openById(bySlug(schools, slug).id), handlers, OPERATOR, id)
    print(output, { id, state: 'cancelled' }, () => [`${id} is cancelled. An attempt that runs ends at its next report.`])
  })
