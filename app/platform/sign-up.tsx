import { type ActionFunctionArgs, type HeadersFunction, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { useSchemaForm } from '#app/forms.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { ProviderButtons } from '#app/oauth/provider-buttons.tsx'
import { offerProviders } from '#app/oauth/providers.server.ts'
import { deviceOf, optionalPerson, redirectSignedIn } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { Field } from '#app/ui/field.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Input, PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { EmailTaken } from '#tenants/people/failures.ts'
import { registerPerson } from '#tenants/registry/people.ts'

const NewPerson = z.object({
  name: z.string('forms.required').trim().min(1, 'forms.required').max(100, tooLong(100)),
  email: z.email({ error: 'forms.email' }).max(254, tooLong(254)),
  password: z.string('forms.required').min(10, 'forms.password_short').max(200, tooLong(200)),
})

export const meta: MetaFunction = () => [{ title: `${catalogue('en').t('platform.signUp.title')} · ${catalogue('en').t('platform.name')}` }]

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  return optionalPerson(context, request) ? redirect(urls.platform.newSchool()) : { providers: offerProviders(context) }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = await parseForm(request, NewPerson)
  if (!form.ok) return form.reply()
  const { schools, throttle, address } = context.lectern
  try {
    const { token } = await throttle.register({ address }, () => registerPerson(schools.registry, form.value, deviceOf(context, request)))
    return redirectSignedIn(context, 'staff', token, urls.platform.newSchool())
  } catch (error) {
    return form.reply(error, error instanceof EmailTaken ? 'email' : undefined)
  }
}

export default function SignUp() {
  const { t } = useTranslation()
  const { providers } = useLoaderData<typeof loader>()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(NewPerson, {
    id: 'sign-up',
    lastResult: useActionData<typeof action>(),
  })
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('platform.signUp.title')}
      lead={t('platform.signUp.lead')}
      beside={<Cover id="sign-up" ratio="4/3" className="h-full" />}
      foot={
        <>
          {t('platform.signUp.have')}{' '}
          <Link to={urls.platform.signIn()} className="link">
            {t('platform.signUp.signIn')}
          </Link>
        </>
      }
    >
      <Form method="post" {...formProps} className="flex flex-col gap-5">
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Field id={fields.name.id} label={t('platform.signUp.name')} error={errorsOf(fields.name)} required>
          <Input name={fields.name.name} defaultValue={fields.name.initialValue} autoComplete="name" autoFocus />
        </Field>
        <Field id={fields.email.id} label={t('platform.signUp.email')} error={errorsOf(fields.email)} required>
          <Input name={fields.email.name} defaultValue={fields.email.initialValue} type="email" autoComplete="email" inputMode="email" />
        </Field>
        <Field
          id={fields.password.id}
          label={t('platform.signUp.password')}
          hint={t('platform.signUp.passwordHint')}
          error={errorsOf(fields.password)}
          required
        >
          <PasswordInput name={fields.password.name} autoComplete="new-password" />
        </Field>
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          {t('platform.signUp.submit')}
        </Button>
      </Form>
      <ProviderButtons providers={providers} action={urls.platform.oauth} to="" />
    </PlainFrame>
  )
}
