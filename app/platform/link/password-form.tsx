import type { SubmissionResult } from '@conform-to/react'
import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useSchemaForm } from '#app/forms.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { PasswordInput } from '#app/ui/input.tsx'

export const NewPassword = z.object({
  password: z.string('forms.required').min(10, 'forms.password_short').max(200, tooLong(200)),
})

export function PasswordForm({ result }: { result: SubmissionResult<string[]> | undefined }) {
  const { t } = useTranslation()
  const { fields, formProps, errorsOf, busy } = useSchemaForm(NewPassword, { id: 'new-password', lastResult: result })
  return (
    <Form method="post" {...formProps} className="flex flex-col gap-5">
      <Field
        id={fields.password.id}
        label={t('staffAccount.link.password')}
        hint={t('staffAccount.link.passwordHint')}
        error={errorsOf(fields.password)}
        required
      >
        <PasswordInput name={fields.password.name} autoComplete="new-password" autoFocus />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {t('staffAccount.link.passwordSubmit')}
      </Button>
    </Form>
  )
}
