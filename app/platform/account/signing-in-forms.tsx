import type { SubmissionResult } from '@conform-to/react'
import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useSchemaForm } from '#app/forms.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'

const current = z.string('forms.required').min(1, 'forms.required').max(200, 'forms.too_long')

export const ChangeEmail = z.object({ email: z.email({ error: 'forms.email' }).max(254, 'forms.too_long'), current })

export const ChangePassword = z.object({
  password: z.string('forms.required').min(10, 'forms.password_short').max(200, 'forms.too_long'),
  current,
})

type FormProps = { result: SubmissionResult<string[]> | undefined }

export function EmailForm({ email, result }: FormProps & { email: string }) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(ChangeEmail, { id: 'change-email', lastResult: result })
  return (
    <Section title={t('staffAccount.signingIn.email')} text={t('staffAccount.signingIn.emailText', { email })}>
      <Form method="post" {...formProps} className="flex max-w-md flex-col items-start gap-5 *:w-full">
        <input type="hidden" name="intent" value="email" />
        {formErrors ? <Notice tone="danger">{formErrors.join(' ')}</Notice> : null}
        <Field id={fields.email.id} label={t('staffAccount.signingIn.newEmail')} error={errorsOf(fields.email)} required>
          <Input name={fields.email.name} defaultValue={fields.email.initialValue} type="email" autoComplete="off" inputMode="email" />
        </Field>
        <Field id={fields.current.id} label={t('staffAccount.signingIn.current')} error={errorsOf(fields.current)} required>
          <PasswordInput name={fields.current.name} autoComplete="current-password" />
        </Field>
        <Button type="submit" busy={busy} className="sm:w-auto!">
          {t('staffAccount.signingIn.emailSubmit')}
        </Button>
      </Form>
    </Section>
  )
}

export function PasswordChangeForm({ result }: FormProps) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(ChangePassword, { id: 'change-password', lastResult: result })
  return (
    <Section title={t('staffAccount.signingIn.password')} text={t('staffAccount.signingIn.passwordText')} className="mt-12">
      <Form method="post" {...formProps} className="flex max-w-md flex-col items-start gap-5 *:w-full">
        <input type="hidden" name="intent" value="password" />
        {formErrors ? <Notice tone="danger">{formErrors.join(' ')}</Notice> : null}
        <Field id={fields.current.id} label={t('staffAccount.signingIn.current')} error={errorsOf(fields.current)} required>
          <PasswordInput name={fields.current.name} autoComplete="current-password" />
        </Field>
        <Field
          id={fields.password.id}
          label={t('staffAccount.signingIn.newPassword')}
          hint={t('staffAccount.signingIn.passwordHint')}
          error={errorsOf(fields.password)}
          required
        >
          <PasswordInput name={fields.password.name} autoComplete="new-password" />
        </Field>
        <Button type="submit" busy={busy} className="sm:w-auto!">
          {t('staffAccount.signingIn.passwordSubmit')}
        </Button>
      </Form>
    </Section>
  )
}
