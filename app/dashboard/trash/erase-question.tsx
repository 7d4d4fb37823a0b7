import { Form, type useFetcher } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { ConfirmDialog } from '#app/ui/dialog.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { useHydrated } from '../courses/plain-forms.tsx'
import { nameOf, type TrashRow } from './trash-row.ts'

type EraseQuestionProps = {
  row: TrashRow
  /** The list as it is looked at: where the form goes, and where a no leads. */
  action: string
  form: Pick<ReturnType<typeof useFetcher>, 'submit' | 'state'>
  onClose: () => void
}

/** Asks before what cannot be undone, naming it; a course takes others with it, so its title is typed. */
export function EraseQuestion({ row, action, form, onClose }: EraseQuestionProps) {
  const { t } = useTranslation()
  const { title, kind } = row
  const fields = { erase: nameOf(row), title }
  if (useHydrated())
    return (
      <ConfirmDialog
        open
        onOpenChange={(open) => (open ? undefined : onClose())}
        thing={title}
        title={t('trash.eraseTitle', { title })}
        text={t(`trash.eraseText.${kind}`)}
        confirm={t('trash.erase')}
        busy={form.state !== 'idle'}
        {...(kind === 'course' ? { typeName: t('trash.typeName') } : {})}
        onConfirm={() => form.submit(fields, { method: 'post', action })}
      />
    )
  return (
    <Notice
      tone="danger"
      className="mt-5"
      action={
        <Form method="post" action={action} className="flex gap-2">
          <input type="hidden" name="erase" value={fields.erase} />
          <input type="hidden" name="title" value={title} />
          <Button type="submit" size="sm" variant="danger">
            {t('trash.erase')}
          </Button>
          <ButtonLink to={action} size="sm">
            {t('courses.cancel')}
          </ButtonLink>
        </Form>
      }
    >
      {t('trash.eraseTitle', { title })} {t(`trash.eraseText.${kind}`)}
    </Notice>
  )
}
