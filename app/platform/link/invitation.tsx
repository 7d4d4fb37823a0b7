import type { SubmissionResult } from '@conform-to/react'
import { Form, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { roleName } from '#app/dashboard/role-name.ts'
import { useSchemaForm } from '#app/forms.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import type { ShownInvitation } from './invitation.server.ts'

export const NewMember = z.object({
  name: z.string('forms.required').trim().min(1, 'forms.required').max(100, tooLong(100)),
  password: z.string('forms.required').min(10, 'forms.password_short').max(200, tooLong(200)),
})

type InvitationProps = { invitation: ShownInvitation; token: string; result: SubmissionResult<string[]> | undefined }

export function Invitation({ invitation, token, result }: InvitationProps) {
  const { t } = useTranslation()
  const navigation = useNavigation()
  const { school, by, role, set, email, state, signedInAs } = invitation
  return (
    <div className="flex flex-col items-start gap-6 *:w-full">
      <p>{t('staff.link.lead', { by, school, role: set ?? roleName(t, role), email })}</p>
      {state === 'join' ? (
        <Form method="post">
          <Button type="submit" name="intent" value="join" variant="primary" size="lg" busy={navigation.state !== 'idle'}>
            {t('staff.link.accept', { school })}
          </Button>
        </Form>
      ) : state === 'sign_in' ? (
        <>
          <p>{t('staff.link.signIn')}</p>
          <ButtonLink to={urls.platform.signIn(urls.platform.link(token))} variant="primary" size="lg">
            {t('staff.link.signInAction')}
          </ButtonLink>
        </>
      ) : state === 'other' ? (
        <>
          <Notice tone="caution">{t('staff.link.other', { other: signedInAs, email })}</Notice>
          <Form method="post" action={urls.platform.signOut()} reloadDocument>
            <Button type="submit">{t('staff.link.signOut')}</Button>
          </Form>
        </>
      ) : (
        <NewMemberForm result={result} />
      )}
    </div>
  )
}

function NewMemberForm({ result }: Pick<InvitationProps, 'result'>) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(NewMember, { id: 'new-member', lastResult: result })
  return (
    <Form method="post" {...formProps} className="flex flex-col gap-5">
      <input type="hidden" name="intent" value="create" />
      {formErrors ? (
        <Notice tone="danger" live>
          {formErrors.join(' ')}
        </Notice>
      ) : null}
      <Field id={fields.name.id} label={t('staff.link.name')} error={errorsOf(fields.name)} required>
        <Input name={fields.name.name} defaultValue={fields.name.initialValue} autoComplete="name" autoFocus />
      </Field>
      <Field
        id={fields.password.id}
        label={t('staff.link.password')}
        hint={t('staff.link.passwordHint')}
        error={errorsOf(fields.password)}
        required
      >
        <PasswordInput name={fields.password.name} autoComplete="new-password" />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {t('staff.link.create')}
      </Button>
    </Form>
  )
}
