import { useTranslation } from 'react-i18next'
import { sentence } from '#app/locales/sentences.ts'
import { Chip } from '#app/ui/chip.tsx'
import { ProgressBar } from '#app/ui/progress.tsx'
import { RelativeTime } from '#app/ui/time.tsx'
import type { JobRow } from '#tenants/insights/job-list.ts'

/** Where a job stands, and why. */
export function JobStanding({ job }: { job: JobRow }) {
  const { t } = useTranslation()
  if (job.state === 'running') return <Running job={job} />
  if (job.state === 'waiting' && job.reason) {
    return (
      <span className="flex flex-col items-start gap-1">
        <Chip tone="wait">{t('jobs.waits')}</Chip>
        <span className="text-sm text-muted">
          {t('jobs.againAt')} <RelativeTime ahead at={job.runAt} />
        </span>
      </span>
    )
  }
  if (job.state === 'waiting') return <Chip tone="wait">{t('jobs.waits')}</Chip>
  if (job.state === 'done') return <Chip tone="good">{t('jobs.done')}</Chip>
  return (
    <span className="flex max-w-96 flex-col items-start gap-1">
      <Chip tone={job.state === 'failed' ? 'danger' : 'neutral'}>{t(`jobs.${job.state}`)}</Chip>
      {job.reason ? <span className="text-sm text-muted">{sentence(`jobs.reason.${job.reason}`)}</span> : null}
    </span>
  )
}

function Running({ job }: { job: JobRow }) {
  const { t } = useTranslation()
  const percent = Math.floor(job.progress * 100)
  const minutes = job.secondsLeft === null ? null : Math.ceil(job.secondsLeft / 60)
  return (
    <span className="block w-full max-w-56">
      <span className="flex justify-between gap-4 text-sm tabular-nums">
        <span>{t('jobs.percent', { percent })}</span>
        {minutes === null ? null : <span className="text-muted">{t('jobs.left', { count: minutes })}</span>}
      </span>
      <ProgressBar value={job.progress} label={t('jobs.bar', { name: job.name ?? job.id })} className="mt-1.5" />
    </span>
  )
}
