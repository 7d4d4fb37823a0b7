import { useFetcher } from '@remix-run/react'
import { CircleStop, RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { useToast } from '#app/ui/toast.tsx'
import type { JobAnswer } from './jobs.tsx'

type JobButtonProps = { job: string; name: string; intent: 'retry' | 'cancel'; action: string }

/** Stops a job or has it tried again, at once; what was stopped can be started again from the list of failed ones. */
export function JobButton({ job, name, intent, action }: JobButtonProps) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<JobAnswer>()
  useAnswer(fetcher.data, ({ problem }) => {
    if (problem) toast({ id: job, tone: 'danger', text: problem })
  })
  return (
    <fetcher.Form method="post" action={action}>
      <input type="hidden" name="job" value={job} />
      <Button
        type="submit"
        name="intent"
        value={intent}
        size="sm"
        variant={intent === 'cancel' ? 'quiet' : 'secondary'}
        icon={intent === 'cancel' ? CircleStop : RotateCw}
        className="whitespace-nowrap"
        aria-label={t(`jobs.${intent}Named`, { name })}
        busy={fetcher.state !== 'idle'}
      >
        {t(`jobs.${intent}`)}
      </Button>
    </fetcher.Form>
  )
}
