import { Form, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { useSchemaForm } from '#app/forms.ts'
import { ChoosePasswordForm } from '#app/school/account/forms.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import type { LinkPurpose } from '#tenants/people/student-links.ts'
import type { LinkAnswer } from './take-link.server.ts'

interface LinkFormProps {
  readonly purpose: LinkPurpose
  readonly email: string | null
  /** Whose account is joined, where one is. */
  readonly provider: string | null
  readonly answer: LinkAnswer | undefined
}

/** What is asked of who holds a link: a press of a button, or a password. */
export function LinkForm({ purpose, email, provider, answer }: LinkFormProps) {
  const { t } = useTranslation()
  const navigation = useNavigation()
  if (purpose === 'password') return <PasswordForm answer={answer} />
  const labels = {
    sign_in: t('school.link.signIn'),
    email: t('school.link.useEmail', { email }),
    identity: t('oauth.join.submitIn', { provider }),
    email_back: t('school.link.takeBack'),
  }
  return (
    <Form method="post" className="flex flex-col gap-5">
      {answer?.problem ? (
        <Notice tone="danger" live>
          {answer.problem}
        </Notice>
      ) : null}
      <Button type="submit" variant="primary" size="lg" busy={navigation.state !== 'idle'}>
        {labels[purpose]}
      </Button>
    </Form>
  )
}

function PasswordForm({ answer }: { answer: LinkAnswer | undefined }) {
  const { t } = useTranslation()
  const { fields, formProps, errorsOf, busy } = useSchemaForm(ChoosePasswordForm, {
    id: 'choose',
    lastResult: answer?.result ?? undefined,
  })
  return (
    <Form method="post" {...formProps} className="flex flex-col gap-5">
      {answer?.problem ? (
        <Notice tone="danger" live>
          {answer.problem}
        </Notice>
      ) : null}
      <Field
        id={fields.newPassword.id}
        label={t('school.link.newPassword')}
        hint={t('school.link.passwordHint')}
        error={errorsOf(fields.newPassword) ?? null}
        required
      >
        <PasswordInput name={fields.newPassword.name} autoComplete="new-password" autoFocus />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {t('school.link.setPassword')}
      </Button>
    </Form>
  )
}
