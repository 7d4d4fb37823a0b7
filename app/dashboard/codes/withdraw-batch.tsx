import { Form, useFetcher } from '@remix-run/react'
import { RotateCcw, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { useToast } from '#app/ui/toast.tsx'

import type { BatchAnswer } from './batch.tsx'

type Act = 'withdraw' | 'restore'

type WithdrawBatchProps = { withdrawn: boolean; action: string }

/** Withdraws without asking and offers undo once it is done; without script, it posts and the page offers to restore. */
export function WithdrawBatch({ withdrawn, action }: WithdrawBatchProps) {
  const { t } = useTranslation()
  const toast = useToast()
  const fetcher = useFetcher<BatchAnswer>()
  const [asked, setAsked] = useState<Act>('withdraw')
  function act(what: Act) {
    setAsked(what)
    fetcher.submit({ intent: what }, { method: 'post', action })
  }
  useAnswer(fetcher.data, ({ done, problem }) => {
    if (done === 'withdraw') toast({ id: action, text: t('codes.batch.withdrawn'), undo: () => act('restore') })
    if (done === 'restore') toast({ id: action, text: t('codes.batch.restored') })
    if (problem) toast({ id: action, tone: 'danger', text: problem, undo: () => act(asked), undoLabel: t('codes.batch.retry') })
  })
  const intent = withdrawn ? 'restore' : 'withdraw'
  return (
    <Form
      method="post"
      action={action}
      onSubmit={(event) => {
        event.preventDefault()
        act(intent)
      }}
    >
      <Button
        type="submit"
        name="intent"
        value={intent}
        variant="quiet"
        icon={withdrawn ? RotateCcw : Undo2}
        busy={fetcher.state !== 'idle'}
      >
        {t(`codes.batch.${intent}`)}
      </Button>
    </Form>
  )
}
