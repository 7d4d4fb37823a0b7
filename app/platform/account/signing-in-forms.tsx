import type { SubmissionResult } from '@conform-to/react'
import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useSchemaForm } from '#app/forms.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { urls } from '#app/urls.ts'

const current = z.string('forms.required').min(1, 'forms.required').max(200, tooLong(200))

export const ChangeEmail = z.object({ email: z.email({ error: 'forms.email' }).max(254, tooLong(254)), current })

/** Of who has a second step and proved it a moment ago. */
export const ChangeEmailProven = ChangeEmail.omit({ current: true })

export const ChangePassword = z.object({
  password: z.string('forms.required').min(10, 'forms.password_short').max(200, tooLong(200)),
  current,
})

type FormProps = { result: SubmissionResult<string[]> | undefined }

/** How a change of the address is allowed: by the password, or, with a second step, by a fresh proof. */
export type Gate = 'password' | 'proof_needed' | 'proven'

export function EmailForm({ email, gate, result }: FormProps & { email: string; gate: Gate }) {
  const { t } = useTranslation()
  return (
    <Section title={t('staffAccount.signingIn.email')} text={t('staffAccount.signingIn.emailText', { email })}>
      {gate === 'password' ? (
        <EmailAndPassword result={result} />
      ) : gate === 'proven' || result ? (
        <EmailAlone result={result} />
      ) : (
        <ButtonLink to={urls.platform.confirm(urls.platform.signingIn())}>{t('twoFactor.confirm.first')}</ButtonLink>
      )}
    </Section>
  )
}

function EmailAndPassword({ result }: FormProps) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(ChangeEmail, { id: 'change-email', lastResult: result })
  return (
    <Form method="post" {...formProps} className="flex max-w-md flex-col items-start gap-5 *:w-full">
      <input type="hidden" name="intent" value="email" />
      {formErrors ? (
        <Notice tone="danger" live>
          {formErrors.join(' ')}
        </Notice>
      ) : null}
      <NewEmail field={fields.email} errors={errorsOf(fields.email)} />
      <Field id={fields.current.id} label={t('staffAccount.signingIn.current')} error={errorsOf(fields.current)} required>
        <PasswordInput of={t('staffAccount.signingIn.current')} name={fields.current.name} autoComplete="current-password" />
      </Field>
      <EmailSubmit busy={busy} />
    </Form>
  )
}

function EmailAlone({ result }: FormProps) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(ChangeEmailProven, { id: 'change-email', lastResult: result })
  return (
    <Form method="post" {...formProps} className="flex max-w-md flex-col items-start gap-5 *:w-full">
      <input type="hidden" name="intent" value="email" />
      {formErrors ? (
        <Notice
          tone="danger"
          live
          action={
            <ButtonLink to={urls.platform.confirm(urls.platform.signingIn())} size="sm">
              {t('twoFactor.confirm.first')}
            </ButtonLink>
          }
        >
          {formErrors.join(' ')}
        </Notice>
      ) : null}
      <NewEmail field={fields.email} errors={errorsOf(fields.email)} />
      <EmailSubmit busy={busy} />
    </Form>
  )
}

type NewEmailProps = { field: { id: string; name: string; initialValue?: string | undefined }; errors: string[] | undefined }

function NewEmail({ field, errors }: NewEmailProps) {
  const { t } = useTranslation()
  return (
    <Field id={field.id} label={t('staffAccount.signingIn.newEmail')} error={errors} required>
      <Input name={field.name} defaultValue={field.initialValue} type="email" autoComplete="off" inputMode="email" />
    </Field>
  )
}

function EmailSubmit({ busy }: { busy: boolean }) {
  const { t } = useTranslation()
  return (
    <Button type="submit" busy={busy} className="sm:w-auto!">
      {t('staffAccount.signingIn.emailSubmit')}
    </Button>
  )
}

export function PasswordChangeForm({ result }: FormProps) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(ChangePassword, { id: 'change-password', lastResult: result })
  return (
    <Section title={t('staffAccount.signingIn.password')} text={t('staffAccount.signingIn.passwordText')} className="mt-12">
      <Form method="post" {...formProps} className="flex max-w-md flex-col items-start gap-5 *:w-full">
        <input type="hidden" name="intent" value="password" />
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Field id={fields.current.id} label={t('staffAccount.signingIn.current')} error={errorsOf(fields.current)} required>
          <PasswordInput of={t('staffAccount.signingIn.current')} name={fields.current.name} autoComplete="current-password" />
        </Field>
        <Field
          id={fields.password.id}
          label={t('staffAccount.signingIn.newPassword')}
          hint={t('staffAccount.signingIn.passwordHint')}
          error={errorsOf(fields.password)}
          required
        >
          <PasswordInput of={t('staffAccount.signingIn.newPassword')} name={fields.password.name} autoComplete="new-password" />
        </Field>
        <Button type="submit" busy={busy} className="sm:w-auto!">
          {t('staffAccount.signingIn.passwordSubmit')}
        </Button>
      </Form>
    </Section>
  )
}
