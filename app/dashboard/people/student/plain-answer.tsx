import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Notice } from '#app/ui/notice.tsx'
import type { ChangeAnswer } from '../use-change.ts'

/** The answer to a form that was sent without script: what a toast says otherwise, with its way back. */
export function PlainAnswer({ answer, action }: { answer: ChangeAnswer | undefined; action: string }) {
  const { t } = useTranslation()
  if (!answer) return null
  return (
    <Notice
      tone={answer.problem ? 'danger' : 'good'}
      live
      className="mt-6"
      action={
        answer.undo ? (
          <Form method="post" action={action}>
            <input type="hidden" name="change" value={answer.undo} />
            <Button type="submit" name="intent" value="undo" size="sm">
              {t('student.undo')}
            </Button>
          </Form>
        ) : undefined
      }
    >
      {answer.problem ?? answer.done}
    </Notice>
  )
}
