import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { useSchemaForm } from '#app/forms.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { EmailForm } from './forms.ts'
import { canProve, ProofField, type Proofs } from './proof-field.tsx'
import type { SigningInAnswer } from './signing-in.server.ts'

/** The address of the account. A new one counts once its reader has said so. */
export function EmailSection({ email, proofs, answer }: { email: string; proofs: Proofs; answer: SigningInAnswer | undefined }) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(EmailForm, {
    id: 'email-form',
    lastResult: answer?.result ?? undefined,
  })
  return (
    <Section title={t('account.signIn.email')} text={t('account.signIn.emailText', { email })}>
      {answer?.done ? (
        <Notice tone="good" live className="mb-5">
          {t('account.signIn.emailSent', { email: answer.email })}
        </Notice>
      ) : null}
      <Form method="post" {...formProps} className="flex max-w-md flex-col gap-5">
        <input type="hidden" name="intent" value="email" />
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Field id={fields.email.id} label={t('account.signIn.newEmail')} error={errorsOf(fields.email) ?? null} required>
          <Input name={fields.email.name} type="email" inputMode="email" autoComplete="email" defaultValue={fields.email.initialValue} />
        </Field>
        <ProofField proofs={proofs} id={fields.password.id} errors={errorsOf(fields.password)} />
        {canProve(proofs) ? (
          <Button type="submit" busy={busy} className="self-start">
            {t('account.signIn.changeEmail')}
          </Button>
        ) : null}
      </Form>
    </Section>
  )
}
