import { useFetcher } from '@remix-run/react'
import { CheckCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import type { NoticesAnswer } from './notifications.tsx'

type ReadAllProps = { school: string; upTo: { seq: number; at: number }; size?: 'sm' | 'md' }

/** Reads what is on the screen; what came meanwhile stays new. */
export function ReadAll({ school, upTo, size = 'md' }: ReadAllProps) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<NoticesAnswer>()
  useAnswer(fetcher.data, ({ problem }) => {
    if (problem) toast({ id: 'notices', tone: 'danger', text: problem })
  })
  return (
    <fetcher.Form method="post" action={urls.dashboard.notifications(school)}>
      <input type="hidden" name="seq" value={upTo.seq} />
      <input type="hidden" name="at" value={upTo.at} />
      <Button type="submit" name="intent" value="read" size={size} icon={CheckCheck} busy={fetcher.state !== 'idle'}>
        {t('notices.read')}
      </Button>
    </fetcher.Form>
  )
}
