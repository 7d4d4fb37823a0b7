import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { useSchemaForm } from '#app/forms.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { PasswordForm } from './forms.ts'
import { canProve, ProofField, type Proofs } from './proof-field.tsx'
import type { SigningInAnswer } from './signing-in.server.ts'

interface PasswordSectionProps {
  readonly email: string
  readonly proofs: Proofs
  readonly answer: SigningInAnswer | undefined
  /** What was answered to asking for a letter. */
  readonly letter: SigningInAnswer | undefined
}

/** A new password, or the ways by letter of who has none. */
export function PasswordSection({ email, proofs, answer, letter }: PasswordSectionProps) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(PasswordForm, {
    id: 'password-form',
    lastResult: answer?.result ?? undefined,
  })
  return (
    <Section title={t('account.signIn.password')} {...(proofs.hasPassword ? {} : { text: t('account.signIn.noPassword') })}>
      {answer?.done ? (
        <Notice tone="good" live className="mb-5">
          {t('account.signIn.passwordChanged')}
        </Notice>
      ) : null}
      {letter?.done ? (
        <Notice tone="good" live className="mb-5">
          {t(letter.intent === 'letter' ? 'account.signIn.linkSent' : 'account.signIn.passwordLinkSent', { email })}
        </Notice>
      ) : null}
      {canProve(proofs) ? (
        // A new form once it has been taken: what was typed is not for leaving there.
        <Form key={answer?.done ? 'taken' : 'open'} method="post" {...formProps} className="flex max-w-md flex-col gap-5">
          <input type="hidden" name="intent" value="password" />
          <input type="hidden" name="username" value={email} autoComplete="username" />
          {formErrors ? (
            <Notice tone="danger" live>
              {formErrors.join(' ')}
            </Notice>
          ) : null}
          <ProofField proofs={proofs} id={fields.password.id} errors={errorsOf(fields.password)} />
          <Field
            id={fields.newPassword.id}
            label={t('account.signIn.newPassword')}
            hint={t('school.link.passwordHint')}
            error={errorsOf(fields.newPassword) ?? null}
            required
          >
            <PasswordInput of={t('account.signIn.newPassword')} name={fields.newPassword.name} autoComplete="new-password" />
          </Field>
          <Button type="submit" busy={busy} className="self-start">
            {t('account.signIn.changePassword')}
          </Button>
        </Form>
      ) : (
        <Form method="post" className="flex flex-wrap gap-2">
          <Button type="submit" name="intent" value="password-letter" busy={busy}>
            {t('account.signIn.setPassword')}
          </Button>
          <Button type="submit" name="intent" value="letter" variant="quiet" busy={busy}>
            {t('account.signIn.mailLink')}
          </Button>
        </Form>
      )}
    </Section>
  )
}
