import { statfsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { busyRefusals, lockWaits, poolEvents, writeTimes } from '#tenants/database/tallies.ts'
import { handlers } from '#tenants/jobs/handlers.ts'
import type { Standing } from '#tenants/jobs/standing.ts'
import { givenUp } from '#tenants/jobs/tallies.ts'
import type { Schools } from '#tenants/schools.ts'
import { attemptsEnded, attemptTimes, letters } from '#workers/tallies.ts'
import type { TransportTrouble } from '#workers/transports/transport.ts'
import type { Readiness } from '../readiness.ts'
import { showGauge, showSpreads, showTally } from './expose.ts'
import { publishedPages, requests, requestTimes } from './requests.ts'
import { signIns } from './sign-ins.ts'

export interface Watched {
  readonly schools: Schools
  readonly readiness: Readiness
  readonly standing: () => readonly Standing[] | undefined
  readonly jobsTrouble: () => TransportTrouble | undefined
}

/** Every number this process shows. Nothing in here opens a school's file, and no label holds what a visitor or a school chose. */
export function instruments(watched: Watched): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  beginAtZero()
  showRequests(registry)
  showFiles(registry, watched.schools)
  showJobs(registry, watched)
  showMachine(registry, watched)
  return registry
}

/** What has not happened yet is shown as 0: of a number that appears with its first event, that event would not be seen. */
function beginAtZero(): void {
  for (const kind of handlers.keys()) {
    givenUp.of(kind)
    attemptTimes.of(kind)
    for (const outcome of ['done', 'failed', 'unprepared', 'lost'] as const) attemptsEnded.of(kind, outcome)
  }
  for (const outcome of ['sent', 'refused', 'failed'] as const) letters.of(outcome)
  for (const answered of ['hit', 'made', 'personal'] as const) publishedPages.of(answered)
  for (const event of ['opened', 'evicted', 'set_aside', 'migrated', 'migration_failed'] as const) poolEvents.of(event)
  for (const file of ['school', 'platform'] as const) for (const as of ['read', 'write'] as const) busyRefusals.of(file, as)
  for (const by of ['password', 'second_step', 'passkey'] as const)
    for (const outcome of ['let_in', 'refused', 'limited', 'failed'] as const) signIns.of(by, outcome)
  for (const status of ['2xx', '4xx', '5xx', 'gone']) requests.of('transfer', 'uploads', 'write', status)
  requestTimes.of('screen', 'root', 'read')
}

function showRequests(registry: Registry): void {
  const words = ['kind', 'route', 'method']
  showTally(registry, requests, { name: 'lectern_http_requests_total', help: 'Requests that ended, probes not among them' }, [
    ...words,
    'status',
  ])
  const seconds = { name: 'lectern_http_request_duration_seconds', help: 'From the head of a request to the end of its answer' }
  showSpreads(registry, requestTimes, seconds, words)
  const pages = { name: 'lectern_published_pages_total', help: 'Published pages by whether their bytes were prepared already' }
  showTally(registry, publishedPages, pages, ['answered'])
  showTally(registry, signIns, { name: 'lectern_sign_ins_total', help: 'Tries at signing in' }, ['by', 'outcome'])
}

function showFiles(registry: Registry, { pool, registry: control }: Schools): void {
  showGauge(registry, { name: 'lectern_pool_open', help: 'School files open in this process' }, [], () => [{ value: pool.size }])
  showGauge(registry, { name: 'lectern_pool_cap', help: 'School files that may be open at the same time' }, [], () => [{ value: pool.cap }])
  showTally(registry, poolEvents, { name: 'lectern_pool_events_total', help: 'What became of school files in this process' }, ['event'])
  const waits = { name: 'lectern_sqlite_lock_wait_seconds', help: 'From asking for a file’s write lock to the try that got it' }
  showSpreads(registry, lockWaits, waits, ['file'])
  const writes = { name: 'lectern_sqlite_write_seconds', help: 'How long a transaction held up the process' }
  showSpreads(registry, writeTimes, writes, ['file'])
  const busy = { name: 'lectern_sqlite_busy_total', help: 'Refused because another process held the lock too long' }
  showTally(registry, busyRefusals, busy, ['file', 'as'])
  showGauge(registry, { name: 'lectern_schools', help: 'Schools by how they stand' }, ['standing'], () => {
    // A registry that cannot be read says so at /readyz, and must not take the other numbers along.
    if (!control.isWell()) return []
    const { schools, quarantined, due } = control.atAGlance(Date.now())
    return [
      { words: ['all'], value: schools },
      { words: ['quarantined'], value: quarantined },
      { words: ['jobs_due'], value: due },
    ]
  })
}

function showJobs(registry: Registry, { standing, jobsTrouble }: Watched): void {
  // All kinds and no others: a file may have been brought along from where there are kinds that are unknown here.
  const byKind = (): readonly Standing[] => {
    const found = standing()
    if (!found) return []
    const known = new Map(found.map((one) => [one.kind, one]))
    return [...handlers.keys()].map((kind) => known.get(kind) ?? { kind, waiting: 0, running: 0, waitsSince: undefined })
  }
  const leads = { name: 'lectern_jobs_dispatcher', help: '1 in the process that runs the jobs, which alone knows how they stand' }
  showGauge(registry, leads, [], () => [{ value: standing() ? 1 : 0 }])
  showGauge(registry, { name: 'lectern_jobs', help: 'Jobs that are due and wait, and that run' }, ['kind', 'state'], () =>
    byKind().flatMap(({ kind, waiting, running }) => [
      { words: [kind, 'waiting'], value: waiting },
      { words: [kind, 'running'], value: running },
    ]),
  )
  const age = { name: 'lectern_jobs_oldest_seconds', help: 'How long the longest waiting job has been due; 0 where none waits' }
  showGauge(registry, age, ['kind'], () =>
    byKind().map(({ kind, waitsSince }) => ({
      words: [kind],
      value: waitsSince === undefined ? 0 : Math.max(0, (Date.now() - waitsSince) / 1_000),
    })),
  )
  showTally(registry, attemptsEnded, { name: 'lectern_job_attempts_total', help: 'Attempts at jobs by how they ended' }, [
    'kind',
    'outcome',
  ])
  const seconds = { name: 'lectern_job_attempt_seconds', help: 'Attempts that were done, or failed' }
  showSpreads(registry, attemptTimes, seconds, ['kind'])
  showTally(registry, givenUp, { name: 'lectern_jobs_given_up_total', help: 'Jobs that failed for good' }, ['kind'])
  showTally(registry, letters, { name: 'lectern_letters_total', help: 'Letters by what became of them' }, ['outcome'])
  showGauge(registry, { name: 'lectern_jobs_trouble', help: '1 while no job can begin, by why' }, ['why'], () => {
    const trouble = jobsTrouble()
    return (['unreachable', 'no_workers'] as const).map((why) => ({ words: [why], value: trouble === why ? 1 : 0 }))
  })
}

function showMachine(registry: Registry, { schools, readiness }: Watched): void {
  const disk = { name: 'lectern_data_disk_bytes', help: 'The disk that DATA_DIR is on' }
  showGauge(registry, disk, ['of'], () => {
    const { bsize, blocks, bavail } = statfsSync(schools.env.dataDir)
    return [
      { words: ['size'], value: bsize * blocks },
      { words: ['free'], value: bsize * bavail },
    ]
  })
  const memory = { name: 'lectern_memory_limit_bytes', help: 'What this process may have: its container’s limit, or the machine' }
  showGauge(registry, memory, [], () => [{ value: memoryLimit() }])
  showGauge(registry, { name: 'lectern_ready', help: 'What /readyz says of each part: 1 is well' }, ['part'], async () => {
    await readiness.refresh()
    return readiness.parts().map(([part, ok]) => ({ words: [part], value: ok ? 1 : 0 }))
  })
}

/** Where there is no limit Node says zero, or a number beyond every machine. */
function memoryLimit(): number {
  const constrained = process.constrainedMemory()
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem()
}
