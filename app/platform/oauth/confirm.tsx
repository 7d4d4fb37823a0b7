import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { readForm, retryHeader } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { mailboxUrl } from '#app/mailbox.server.ts'
import { MailboxLink } from '#app/mailbox-link.tsx'
import { withCookies } from '#app/oauth/providers.server.ts'
import { deviceOf, enter, sourceOf } from '#app/sessions.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { Field } from '#app/ui/field.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { PROVIDER_TITLES } from '#integrations/oauth/provider.ts'
import { Failure } from '#lib/failure.ts'
import { PasswordWrong, SignInRefused } from '#tenants/people/failures.ts'
import { hasPassword } from '#tenants/people/passwords.ts'
import { linkAndSignIn, mailLinkToConfirm, wayInOf } from '#tenants/registry/person-identities.ts'
import { checkPassword } from '#tenants/registry/person-password.ts'
import { noPendingCookie, pendingOf } from './pending.server.ts'

export const meta: MetaFunction = () => [{ title: `${catalogue('en').t('oauth.confirm.title')} · ${catalogue('en').t('platform.name')}` }]

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

/** Who waits, and the account of their address; undefined when there is nothing to confirm, or no more. */
function waiting(context: AppLoadContext, request: Request) {
  const pending = pendingOf(context, request)
  const way = pending && wayInOf(context.lectern.schools.registry, pending.profile)
  return pending && way?.kind === 'confirm' ? { ...pending, person: way.person } : undefined
}

export function loader({ context, request }: LoaderFunctionArgs) {
  const found = waiting(context, request)
  if (!found) return redirect(urls.platform.signIn())
  const { profile, person } = found
  return {
    provider: PROVIDER_TITLES[profile.provider],
    email: person.email,
    hasPassword: hasPassword(person.passwordHash),
    mailbox: mailboxUrl(context),
  }
}

const Sent = z.object({ intent: z.enum(['password', 'letter']), password: z.string().max(200).default('') })

export async function action({ context, request }: ActionFunctionArgs) {
  const found = waiting(context, request)
  if (!found) return redirect(urls.platform.signIn())
  const { profile, person, to } = found
  const { intent, password } = await readForm(request, Sent)
  const { throttle, schools } = context.lectern
  const [source, device] = [sourceOf(context, request), deviceOf(context, request)]
  try {
    if (intent === 'letter') {
      await throttle.letter(source, () => mailLinkToConfirm(schools.registry, person, profile, device))
      return data({ sent: true, problem: null })
    }
    await throttle.signIn(source, person.email, () => checkPassword(person, password))
    const admission = await linkAndSignIn(schools.registry, person, profile, device)
    const next = admission.token === undefined ? urls.platform.signingIn() : to || urls.platform.schools()
    return withCookies(enter(context, admission, next), [noPendingCookie(context)])
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const told = error instanceof SignInRefused ? new PasswordWrong() : error
    return data({ sent: false, problem: sentenceFor(told) }, { status: error.status, headers: retryHeader(error) })
  }
}

export default function Confirm() {
  const { provider, email, hasPassword, mailbox } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const { t } = useTranslation()
  const { formData } = useNavigation()
  const busy = formData?.get('intent')
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('oauth.confirm.title')}
      lead={t('oauth.confirm.lead', { email, provider })}
      beside={<Cover id="sign-in" ratio="4/3" className="h-full" />}
    >
      {answer?.sent ? (
        <Notice tone="good" live className="mb-6">
          {t('oauth.confirm.sent', { email })}
        </Notice>
      ) : null}
      <Form method="post" className="flex flex-col gap-5">
        {answer?.problem ? (
          <Notice tone="danger" live>
            {answer.problem}
          </Notice>
        ) : null}
        {hasPassword ? (
          <>
            <Field id="password" label={t('oauth.confirm.password', { email })} required>
              <PasswordInput name="password" autoComplete="current-password" autoFocus />
            </Field>
            <Button type="submit" name="intent" value="password" variant="primary" size="lg" busy={busy === 'password'}>
              {t('oauth.confirm.submit', { provider })}
            </Button>
          </>
        ) : null}
        <Button
          type="submit"
          name="intent"
          value="letter"
          formNoValidate
          variant={hasPassword ? 'quiet' : 'primary'}
          size="lg"
          busy={busy === 'letter'}
        >
          {t('oauth.confirm.letter')}
        </Button>
      </Form>
      <MailboxLink to={mailbox} />
    </PlainFrame>
  )
}
