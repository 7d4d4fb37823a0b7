import { lookInto } from '#tenants/database/look-into.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import { FAILED, type JobState, jobsIn, OPEN } from '#tenants/jobs/list-jobs.ts'
import { cancelJob, retryJob } from '#tenants/jobs/manage-job.ts'
import type { Job } from '#tenants/jobs/schema.ts'
import { bySlug, columns, date, type Output, print, withSchools } from './output.ts'

/** Who acts from the command line, as events name it. */
const OPERATOR = 'operator'

export const listJobs = (options: { school?: string; state?: JobState; limit: number }, output: Output) =>
  withSchools((schools) => {
    const wanted = options.school === undefined ? schools.registry.list() : [bySlug(schools, options.school)]
    // Done ones only when they are asked for: they are the most, and nobody looks for them.
    const lists = options.state ? [[options.state]] : [OPEN, FAILED]
    const readable = wanted.filter((school) => school.quarantinedAt === null)
    const all = readable.flatMap((school) =>
      // One that is behind may lack what is asked for; `tenants list` and the doctor name it.
      lookInto(schools.pool.path(school.id), (db, lacks) =>
        lacks ? [] : lists.flatMap((states) => jobsIn(db, states, { limit: options.limit })),
      ).map((job) => ({ school: school.slug, ...job })),
    )
    print(output, all, () =>
      all.length
        ? columns([['SCHOOL', 'JOB', 'KIND', 'STATE', 'DONE', 'TRY', 'MADE', 'REASON'], ...all.map(row)])
        : ['No jobs wait, run or failed.'],
    )
  })

const row = (job: Job & { school: string }): string[] => [
  job.school,
  job.id,
  job.kind,
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
