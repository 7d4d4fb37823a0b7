import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node'
import { Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { retryHeader } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { packError } from '#app/locales/sentences.ts'
import { mailboxUrl } from '#app/mailbox.server.ts'
import { MailboxLink } from '#app/mailbox-link.tsx'
import { ProviderButtons } from '#app/oauth/provider-buttons.tsx'
import { offerProviders } from '#app/oauth/providers.server.ts'
import { deviceOf, enter, optionalPerson, redirectSignedIn, safeDestination, signInStaff, sourceOf } from '#app/sessions.server.ts'
import { SignInForm } from '#app/sign-in-form.tsx'
import { Cover } from '#app/ui/cover.tsx'
import { PlainFrame } from '#app/ui/frames/plain-frame.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { Failure } from '#lib/failure.ts'
import { Assertion } from '#tenants/registry/passkey-ceremony.ts'
import { signInByPasskey } from '#tenants/registry/second-step.ts'
import { passkeyAnswer } from './passkey-answer.server.ts'
import { PasskeySignIn } from './passkey-button.tsx'

export const meta: MetaFunction = () => [
  { title: `${catalogue('en').t('platform.signIn.submit')} · ${catalogue('en').t('platform.name')}` },
]

/** When to come again, for who has to wait. */
export const headers: HeadersFunction = ({ actionHeaders }) => actionHeaders

export function loader({ context, request }: LoaderFunctionArgs) {
  return optionalPerson(context, request)
    ? redirect(urls.platform.schools())
    : { providers: offerProviders(context), mailbox: mailboxUrl(context) }
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = await request.clone().formData()
  const to = safeDestination(form.get('to'), urls.platform.schools())
  try {
    if (form.get('intent') === 'passkey') return redirectSignedIn(context, 'staff', await byPasskey(context, request, form), to)
    return enter(context, await signInStaff(context, request), to)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return data({ error: packError(error), email: String(form.get('email') ?? '') }, { status: error.status, headers: retryHeader(error) })
  }
}

/** @throws PasskeyRefused, TooManyTries */
const byPasskey = (context: AppLoadContext, request: Request, form: FormData): Promise<string> =>
  context.lectern.throttle.passkey(sourceOf(context, request), () =>
    signInByPasskey(context.lectern.schools, passkeyAnswer(form, Assertion), deviceOf(context, request)),
  )

const DONE = ['password', 'email_back', 'linked'] as const

export default function SignIn() {
  const { t } = useTranslation()
  const { providers, mailbox } = useLoaderData<typeof loader>()
  const [search] = useSearchParams()
  const done = DONE.find((one) => one === search.get('done'))
  return (
    <PlainFrame
      school={{ name: t('platform.name'), to: urls.platform.home() }}
      title={t('platform.signIn.title')}
      beside={<Cover id="sign-in" ratio="4/3" className="h-full" />}
      foot={
        <>
          {t('platform.signIn.none')}{' '}
          <Link to={urls.platform.signUp()} className="link">
            {t('platform.signIn.signUp')}
          </Link>
        </>
      }
    >
      {done ? (
        <Notice tone="good" live className="mb-6">
          {done === 'linked' ? t('oauth.join.done') : t(`staffAccount.done.${done}`)}
        </Notice>
      ) : null}
      {search.has('expired') ? (
        <Notice tone="caution" live className="mb-6">
          {t('twoFactor.step.expired')}
        </Notice>
      ) : null}
      <SignInForm answer={useActionData<typeof action>()} passkeys />
      <PasskeySignIn to={search.get('to') ?? ''} />
      <p className="mt-5 text-sm">
        <Link to={urls.platform.forgot()} className="link touch:py-3">
          {t('staffAccount.forgot.link')}
        </Link>
      </p>
      <ProviderButtons providers={providers} action={urls.platform.oauth} to={search.get('to') ?? ''} />
      <MailboxLink to={mailbox} />
    </PlainFrame>
  )
}
