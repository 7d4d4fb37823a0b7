import { Form, useFetcher } from '@remix-run/react'
import { RotateCcw, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
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
  const answer = fetcher.data
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    if (answer?.done === 'withdraw') toast({ id: action, text: t('codes.batch.withdrawn'), undo: () => act('restore') })
    if (answer?.done === 'restore') toast({ id: action, text: t('codes.batch.restored') })
    if (answer?.problem)
      toast({ id: action, tone: 'danger', text: answer.problem, undo: () => act(asked), undoLabel: t('codes.batch.retry') })
  }, [answer])
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
