import { Form, useSubmit } from '@remix-run/react'
import { RotateCcw, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { useToast } from '#app/ui/toast.tsx'

type WithdrawBatchProps = { withdrawn: boolean; action: string }

/** Withdraws at once and offers undo, instead of asking; without script, it posts and the page offers to restore. */
export function WithdrawBatch({ withdrawn, action }: WithdrawBatchProps) {
  const { t } = useTranslation()
  const submit = useSubmit()
  const toast = useToast()
  const send = (intent: 'withdraw' | 'restore') => submit({ intent }, { method: 'post', action, navigate: false, fetcherKey: action })
  function act(intent: 'withdraw' | 'restore') {
    send(intent)
    if (intent === 'withdraw') toast({ id: action, text: t('codes.batch.withdrawn'), undo: () => act('restore') })
    else toast({ id: action, text: t('codes.batch.restored') })
  }
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
      <Button type="submit" name="intent" value={intent} variant="quiet" icon={withdrawn ? RotateCcw : Undo2}>
        {t(`codes.batch.${intent}`)}
      </Button>
    </Form>
  )
}
