import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { parseForm } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { deviceOf } from '#app/sessions.server.ts'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { LINK_SEAL } from '#tenants/people/one-time-links.ts'
import { confirmEmail, takeEmailBack } from '#tenants/registry/person-email.ts'
import { lookAtLink, type PersonLink } from '#tenants/registry/person-links.ts'
import { resetPassword } from '#tenants/registry/person-password.ts'
import { NewPassword, PasswordForm } from './password-form.tsx'

export const meta: MetaFunction = () => [{ title: catalogue('en').t('platform.name') }]

const Address = z.object({ email: z.string() }).partial()

/** Looks at the link and uses nothing up: mail programs and scanners open every address they see. */
export function loader({ context, params }: LoaderFunctionArgs) {
  const { schools } = context.lectern
  try {
    const link = schools.registry.read((db) => lookAtLink(db, schools.unseal(LINK_SEAL, params.token ?? '')))
    return data({ purpose: link.purpose, email: Address.parse(link.data).email ?? null, problem: null })
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ purpose: null, email: null, problem: sentenceFor(error) }, error.status)
  }
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { registry } = context.lectern.schools
  const unsealed = context.lectern.schools.unseal(LINK_SEAL, params.token ?? '')
  const device = deviceOf(context, request)
  const form = await parseForm(request.clone(), NewPassword)
  try {
    const { purpose } = registry.read((db) => lookAtLink(db, unsealed))
    if (purpose === 'email') {
      await confirmEmail(registry, unsealed, device)
      return redirect(urls.platform.signingIn('email'))
    }
    if (purpose === 'email_back') {
      await takeEmailBack(registry, unsealed, device)
      return redirect(urls.platform.signIn(undefined, 'email_back'))
    }
    if (!form.ok) return data({ result: form.reply().data, problem: null }, 400)
    await resetPassword(registry, unsealed, form.value.password, device)
    return redirect(urls.platform.signIn(undefined, 'password'))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ result: null, problem: sentenceFor(error) }, error.status)
  }
}

export default function PersonLinkPage() {
  const { purpose, email, problem } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { t } = useTranslation()
  const trouble = problem ?? answer?.problem
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t(`account.link.titles.${purpose ?? 'spent'}`)}
      beside={<Cover id="sign-in" ratio="4/3" className="h-full" />}
    >
      {trouble ? (
        <Notice tone="caution" live className="mb-5">
          {trouble}
        </Notice>
      ) : null}
      {purpose === null ? (
        <ButtonLink to={urls.platform.forgot()} variant="primary" size="lg">
          {t('account.link.again')}
        </ButtonLink>
      ) : purpose === 'password' ? (
        <PasswordForm result={answer?.result ?? undefined} />
      ) : (
        <ConfirmForm purpose={purpose} email={email ?? ''} />
      )}
    </PlainFrame>
  )
}

function ConfirmForm({ purpose, email }: { purpose: Exclude<PersonLink, 'password'>; email: string }) {
  const { t } = useTranslation()
  const navigation = useNavigation()
  const isBack = purpose === 'email_back'
  return (
    <Form method="post" className="flex flex-col items-start gap-6">
      <p>{t(isBack ? 'account.link.emailBack' : 'account.link.email', { email })}</p>
      <Button type="submit" variant="primary" size="lg" busy={navigation.state !== 'idle'}>
        {t(isBack ? 'account.link.emailBackSubmit' : 'account.link.emailSubmit')}
      </Button>
    </Form>
  )
}
